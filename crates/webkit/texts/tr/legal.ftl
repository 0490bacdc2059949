### What the platform can say for an authority that did not write these pages itself.

contact-title = İletişim

## Imprint

imprint-publisher = Bu sayfalardan sorumlu olan
imprint-platform = Teknik
imprint-platform-text = Bu sayfalar, kamu yönetimi için özgür bir yazılım olan Zahlstelle ile çalışır.

## Contact

contact-text = Bir ödemeyle ilgili sorunuz mu var? Size yardımcı olmaktan memnuniyet duyarız.
contact-ready = Hazır bulundurmanız gerekenler
contact-ready-text = Lütfen bize referans numaranızı (Kassenzeichen) söyleyin. Bu numara mektubunuzda, ödeme sayfasında ve makbuzda yazar.

## Accessibility statement

accessibility-text = { $tenant } bu sayfaları herkesin kullanabilmesini ister.
accessibility-state = Bu sayfaların erişilebilirliği
accessibility-state-text = Sayfalar WCAG 2.2 AA düzeyine ve EN 301 549 standardına uyar. Her sayfa her değişiklikte otomatik olarak denetlenir.
accessibility-keyboard = Her şey klavyeyle ve JavaScript olmadan çalışır.
accessibility-sight = Sayfalar büyütülebilir, sesli okutulabilir ve kendi renklerinizle gösterilebilir.
accessibility-time = Sürenin sınırlı olduğu yerde daha fazla süre alabilirsiniz.
accessibility-language = Tüm metinler kolay Almanca ve başka dillerde de vardır.
accessibility-receipt = Makbuz erişilebilir bir PDF dosyasıdır.
accessibility-limits = Değiştiremediklerimiz
accessibility-limits-text = Ödeme, bir ödeme sağlayıcısının sayfalarında yapılır. Bu sayfalardan sağlayıcı sorumludur.
accessibility-report = Bir engelle mi karşılaştınız?
accessibility-report-text = Lütfen hangi sayfada ilerleyemediğinizi bize bildirin. Size yanıt verir ve ödemenize yardım ederiz.

## Privacy

privacy-who = Kim sorumlu
privacy-what = Neleri işliyoruz
privacy-what-text = Bir ödeme için tutarı, konuyu, referans numarasını, zamanı ve ödeme yolunu kaydederiz. Ödeme sırasında adınızı ve hesabınızı öğrenmeyiz. Kayıtları bütçe hukukunun istediği süre boyunca saklarız.
privacy-provider = Ödeme sağlayıcısı neyi öğrenir
privacy-provider-text = Seçtiğiniz sağlayıcıya tutarı, bir numarayı ve genel bir metni veririz. Ne için ödeme yaptığınızı bizden öğrenmez. Sağlayıcının sizin hakkınızda neleri kaydettiğini kendi sayfaları açıklar.
privacy-device = Cihazınızda ne olur
privacy-device-text = Bu sayfalar çerez kullanmaz, başkalarından hiçbir şey yüklemez ve sizi izlemez.
privacy-rights = Haklarınız
privacy-rights-text = Verileriniz hakkında bilgi isteyebilir ve onları düzelttirebilirsiniz. Eyaletinizin veri koruma kurumuna şikâyette bulunabilirsiniz.
