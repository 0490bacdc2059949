### What the platform can say for an authority that did not write these pages itself.

contact-title = İletişim

## Imprint

imprint-publisher = Bu sayfalardan sorumlu olan
imprint-platform = Teknik
imprint-platform-text = Bu sayfalar, kamu yönetimi için özgür bir yazılım olan Zahlstelle ile çalışır.

## Contact

contact-text = Bir ödemeyle ilgili sorunuz mu var? Size yardımcı olmaktan memnuniyet duyarız.
contact-ready = Hazır bulundurmanız gerekenler
contact-ready-text = Lütfen bize referans numarasını (Kassenzeichen) söyleyin. Bu numara mektubunuzda, ödeme sayfasında ve makbuzda yazar.

## Accessibility statement

accessibility-text = { $tenant } bu sayfaları herkesin kullanabilmesini ister.
accessibility-state = Bu sayfaların erişilebilirliği
accessibility-state-text = Hedef, WCAG 2.2 AA düzeyi ve EN 301 549 standardıdır. Bir program, bu yazılımın her sayfasını her değişiklikte denetler. Böyle bir program her engeli bulamaz.
accessibility-keyboard = Her şey klavyeyle ve JavaScript olmadan çalışır.
accessibility-sight = Sayfalar büyütülebilir, sesli okutulabilir ve kendi renklerinizle gösterilebilir.
accessibility-time = Sürenin sınırlı olduğu yerde süreyi uzatabilirsiniz.
accessibility-receipt = Makbuz, başlıkları ve okuma sırası olan bir PDF dosyasıdır (PDF/UA).
accessibility-gaps = Henüz eksik olanlar
accessibility-gaps-language = Bu yazılımın metinleri kolay Almanca (Leichte Sprache) ve başka dillerde de vardır. Kurumun adları, açıklamaları ve kendi sayfaları çoğunlukla yalnızca Almancadır.
accessibility-gaps-tested = Bu sayfaları engelli kişiler henüz denemedi. Kolay Almanca ve diğer dillerdeki metinleri, bu dilleri her gün kullanan kişiler henüz kontrol etmedi.
accessibility-limits = Değiştiremediklerimiz
accessibility-limits-text = Ödeme sağlayıcısıyla ödeme o sağlayıcının sayfalarında, banka havalesi ise bankanızda yapılır. Bu sayfalardan sağlayıcı ve banka sorumludur.
accessibility-report = Bir engelle mi karşılaştınız?
accessibility-report-text = Lütfen hangi sayfada ilerleyemediğinizi bize bildirin. Ödeme için sizinle birlikte bir yol ararız.
accessibility-enforcement = Bu yardımcı olmazsa
accessibility-enforcement-text = Eyaletlerin ve federal devletin erişilebilirlik için uzlaştırma veya denetim kurumları vardır. Bizden yanıt alamazsanız veya yanıtımız yardımcı olmazsa yetkili kuruma başvurabilirsiniz.
accessibility-enforcement-link = Yetkili kuruma git

## Privacy

privacy-who = Kim sorumlu
privacy-what = Neleri işliyoruz
privacy-what-text = Bir ödeme için tutarı, konuyu, referans numarasını, zamanı ve ödeme yolunu kaydederiz. Ödeme sağlayıcısından ne adınızı ne de hesap bilgilerinizi öğreniriz.
privacy-transfer-text = Havale yaparsanız bankamız havaleyi kimin yaptığını ve hangi açıklamayı yazdığınızı bize bildirir. Adı ve açıklamayı ödeme kaydıyla birlikte saklarız.
privacy-typed-text = Bir forma yazdıklarınızı, hizmeti verebilmek için kaydederiz. Bir ödeme bildirimini bulmak için girdiklerinizi yalnızca karşılaştırırız.
privacy-mail-text = Makbuzu isterseniz e-posta adresinizi kaydederiz. Ne zaman sildiğimiz sayfada yazar.
privacy-guess-text = Başkalarının bildirimleri tahmin edilemesin diye yanlış girişleri ağ başına sayarız. Bunun için internet adresinin ilk bölümünden bir sağlama değerini kısa süre saklarız.
privacy-keep-text = Ödeme kayıtlarını kamu maliyesi hukukunun istediği süre boyunca saklarız.
privacy-provider = Ödeme sağlayıcısı neyi öğrenir
privacy-provider-text = Seçtiğiniz sağlayıcıya tutarı, referans numarasını, adımızı, seçtiğiniz dili, geri dönüş adresini ve genel bir metni veririz. Telefonda buna tarayıcınızın adı da eklenebilir. Ne için ödeme yaptığınızı bizden öğrenmez. Sağlayıcının sizin hakkınızda neleri kaydettiğini kendi sayfaları açıklar.
privacy-device = Cihazınızda ne olur
privacy-device-text = Bu sayfalar çerez kullanmaz, başkalarından hiçbir şey yüklemez ve sizi izlemez.
privacy-rights = Haklarınız
privacy-rights-text = Verileriniz hakkında bilgi isteyebilir, onları düzelttirebilir veya sildirebilirsiniz. Kullanımlarının kısıtlanmasını isteyebilir ve kullanımlarına itiraz edebilirsiniz. Yasalar sınır koyabilir, örneğin ödeme kayıtları için. Kurumun veri koruma görevlisine yukarıdaki adresten ulaşırsınız. Eyaletinizin veri koruma kurumuna şikâyette bulunabilirsiniz.
