### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = Alıcı
facts-description = Ödeme konusu
facts-kassenzeichen = Referans numarası (Kassenzeichen)
facts-kassenzeichen-text = Kurum ödemenizi bu numarayla kaydeder.
items-caption = Tutarların dökümü
items-description = Ödeme konusu
items-amount = Tutar
items-total = Toplam

## Pay page

pay-title = { $service } için ödeme
pay-preline = { $tenant } için internetten ödeme
pay-amount = Ödenecek tutar
pay-with = { $method } ile öde
pay-what-happens = { $method } sayfasına geçersiniz. Ödemeyi orada onaylarsınız. Sonra buraya geri dönersiniz.
pay-privacy = Ne için ödeme yaptığınızı { $method } bizden öğrenmez. Tutarı, referans numarasını ve kurumun adını öğrenir.
pay-no-method = Şu anda burada internetten ödeme yapamazsınız. Lütfen bu sayfanın altında yazan birime başvurun.
pay-details = Ayrıntılar
pay-until = Ödeme için son zaman: { $time }
pay-until-hint = Bundan sonra bu sayfada ödeme yapamazsınız. O zamana kadar onaylamadıysanız sizden para çekilmez.
pay-extend = Süreyi uzat
pay-cancel = Ödemeyi iptal et

pay-declined-title = { $method } ödemeyi reddetti
pay-declined-text = Sizden para çekilmedi. Lütfen yeniden deneyin. { $method } sayfasında başka bir kart veya başka bir hesap da seçebilirsiniz.
pay-cancelled-title = Henüz ödeme yapmadınız
pay-cancelled-text = Ödeme yapmadan geri döndünüz. Şimdiye kadar sizden para çekilmedi.
pay-unreachable-title = { $method } şu anda yanıt vermiyor
pay-unreachable-text = Şimdiye kadar sizden para çekilmedi. Lütfen birkaç dakika sonra yeniden deneyin.
pay-unavailable-title = { $method } şu anda burada kullanılamıyor
pay-unavailable-text = Şimdiye kadar sizden para çekilmedi. Sorun sizden ya da kartınızdan kaynaklanmıyor. Lütfen daha sonra yeniden deneyin veya bu sayfanın altındaki birime başvurun.
pay-attempt-expired-title = Son denemenizin süresi doldu
pay-attempt-expired-text = Şimdiye kadar sizden para çekilmedi. Ödemeye yeniden başlayabilirsiniz.
pay-extended-title = Hâlâ zamanınız var
pay-extended-text = Ödeme için son zaman: { $time }.

## The payer transfers the money

method-bank-transfer = Banka havalesi (Überweisung)
pay-by-transfer = Banka havalesiyle öde
pay-by-transfer-text = Tutarı bankanızdan kendiniz gönderirsiniz. Bize ulaşması birkaç gün sürer.
transfer-title = Havaleyi şöyle yapın
transfer-lead = Tutarı bankanızdan havale edin. Para bize ulaştığında ödeme yapılmış olur. Bu birkaç gün sürer.
transfer-amount = Tutar
transfer-name-check = Bankanız, adın IBAN ile uyuşup uyuşmadığını kontrol eder. Adı aynen buradaki gibi yazın.
transfer-reference-hint = Açıklama olarak yalnızca bu numarayı yazın. Aksi hâlde ödemenizi bulamayız.
transfer-code = Bankanızın uygulaması için kod
transfer-scan = Kodu bankanızın uygulamasıyla tarayın. Bütün bilgiler kendiliğinden doldurulur.
transfer-pdf = Bilgileri PDF olarak indir
transfer-until = Para en geç { $day } tarihinde bize ulaşmalıdır
transfer-until-hint = Bu sayfanın bağlantısını kaydedin. Paranın ulaşıp ulaşmadığını burada görürsünüz.
transfer-otherwise = Havaleyi yaptınız mı? Öyleyse lütfen bir daha ödemeyin ve ödemeyi iptal etmeyin.
transfer-not-taken-title = { $method } ile para çekilmedi
transfer-not-taken-text = Tutarın bir kısmı banka havalesiyle bize ulaştı. Lütfen kalanı da havale edin.
transfer-received-title = { $amount } ulaştı
transfer-received-text = Lütfen kalanı da havale edin.

## An attempt is open at the provider

continue-title = Ödemeniz henüz tamamlanmadı
continue-text = Ödemeye { $method } sayfasında başladınız. Ödemek için orada devam edin.
continue-button = { $method } sayfasında devam et
continue-until = Bunun için son zaman: { $time }.

## We wait for the provider

processing-title = Ödemeniz kontrol ediliyor
processing-text = { $method } onayını bekliyoruz. Bu genellikle yalnızca birkaç saniye sürer.
processing-not-again = Lütfen bir kez daha ödeme yapmayın.
processing-refreshes =
    Bu sayfa { $seconds ->
        [one] { $seconds } saniyede
       *[other] { $seconds } saniyede
    } bir yenilenir
processing-stands-still = Bu sayfa otomatik olarak yenilenmez
processing-close = Sayfayı kapatabilirsiniz. Ödemenizi kontrol etmeyi sürdürürüz.
processing-refresh-now = Şimdi yenile
processing-refresh-off = Otomatik yenilemeyi durdur

## Paid

paid-title = Ödemenizi yaptınız
paid-text = Teşekkür ederiz. { $tenant } ödemenizi aldı.
receipt-title = Makbuz
receipt-test = Test: Para hareketi olmadı.
receipt-paid-at = Ödeme zamanı
receipt-method = Ödeme yolu
receipt-number = Makbuz numarası
receipt-pdf = Makbuzu PDF olarak indir
receipt-print = Bu sayfayı yazdırabilirsiniz.

## The attempt failed

failed-title = Ödeme gerçekleşmedi
failed-alert-title = Sizden para çekilmedi
failed-alert-text = { $method } ödemeyi gerçekleştiremedi. Lütfen yeniden deneyin, örneğin başka bir kartla veya başka bir hesapla.
failed-retry = { $method } ile yeniden dene

## It is over without payment

ended-details = Bu işlemin konusu
cancelled-title = Ödeme iptal edildi
cancelled-text = Sizden para çekilmedi.
expired-title = Süre doldu
expired-text = Bu ödeme artık yapılamaz. Sizden para çekilmedi.
ended-money-title = Bu ödeme için para ulaştı
ended-money-text = Para çok geç veya iki kez ulaştı. Bu açıklığa kavuşmadan lütfen yeniden ödeme yapmayın. Bu sayfanın altında yazan birim, paranın ne olacağını inceliyor.
ended-next-application = Yine de ödeyecek misiniz? O zaman lütfen başvurunuzu yaptığınız yerde ödemeye yeniden başlayın.
ended-next-notice = Bu işlemle borcunuz ödenmedi. Lütfen ödeme bildirimini yeniden arayın.
ended-next-service = Yine de ödeyecek misiniz? O zaman lütfen hizmetin formunu yeniden doldurun.

## Paid before

already-paid-title = Bu zaten ödendi
already-paid-alert-title = Ödeme zamanı: { $time }
already-paid-alert-text = Başka bir şey yapmanız gerekmez.
already-paid-receipt = Makbuzu göster

## Something is wrong

unknown-title = Bu sayfa yok
unknown-text = Bu bağlantıya ait bir ödeme bulamıyoruz.
unknown-next = Şunları yapabilirsiniz
unknown-check = Bağlantının eksiksiz olup olmadığına bakın.
unknown-again = Bağlantıyı size gelen mesajdan yeniden açın.
unknown-ask = Bağlantıyı size gönderen birime sorun.
error-internal-title = Bizde bir sorun oluştu
error-internal-text = Hata sizde değil. Lütfen birkaç dakika sonra yeniden deneyin.
error-unavailable-title = Bu sayfaya şu anda ulaşılamıyor
error-unavailable-text = Lütfen birkaç dakika sonra yeniden deneyin.
error-too-many-title = Çok fazla istek geldi
error-too-many-text = Lütfen bir dakika bekleyin. Sonra yeniden deneyin.
error-refused-title = Bunu kabul edemedik
error-refused-text = Önceki sayfayı yenileyin ve bir kez daha deneyin.
error-no-double = Az önce ödeme mi yaptınız? O zaman lütfen bir kez daha ödemeyin. Ödeme sayfasını yeniden açın: Ödemenizin ulaşıp ulaşmadığını orada görürsünüz.
error-reference = Bize başvurursanız lütfen şu numarayı söyleyin:

## A tenant's front page

authorities-title = Kurum seçin
authorities-text = Hangi kuruma ödeme yapmak istiyorsunuz?
home-title = İnternetten ödeme
home-text = { $tenant } ödemeleri burada kabul eder.
home-link-title = Bağlantınız var mı?
home-link-text = Bağlantıyı açın. Sizi doğrudan ödemenize götürür. Oturum açmanız gerekmez.
home-no-link-title = Bağlantınız yok mu?
home-no-link-text = Önce başvurunuzu internetten yapın. Başvurunun sonunda kendiliğinden buraya gelirsiniz.
home-safe-title = Verileriniz
home-safe-text = Bu sayfalar çerez kullanmaz. Siz bir ödeme yolu seçmeden başka sağlayıcılardan hiçbir şey yüklenmez.
