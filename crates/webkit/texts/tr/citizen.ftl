### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = Alıcı
facts-description = Ödeme konusu
facts-kassenzeichen = Referans numarası (Kassenzeichen)
items-caption = Tutarların dökümü
items-description = Ödeme konusu
items-amount = Tutar
items-total = Toplam

## Pay page

pay-title = { $service } için ödeme
pay-preline = { $tenant } için çevrim içi ödeme
pay-amount = Ödenecek tutar
pay-with = { $method } ile öde
pay-what-happens = { $method } sayfasına geçersiniz. Ödemeyi orada onaylarsınız. Sonra buraya geri dönersiniz.
pay-privacy = Ne için ödeme yaptığınızı { $method } bizden öğrenmez.
pay-no-method = Şu anda burada çevrim içi ödeme yapamazsınız. Lütfen bu sayfanın altında yazan birime başvurun.
pay-details = Ayrıntılar
pay-until = Ödeme için son zaman: { $time }
pay-until-hint = Daha sonra bu işlemi kapatırız. O zaman sizden para çekilmez.
pay-extend = Daha fazla süre al
pay-cancel = Ödemeyi iptal et

pay-declined-title = { $method } ödemeyi reddetti
pay-declined-text = Sizden para çekilmedi. Lütfen yeniden deneyin. { $method } sayfasında başka bir kart veya başka bir hesap da seçebilirsiniz.
pay-cancelled-title = Henüz ödeme yapmadınız
pay-cancelled-text = Ödeme yapmadan geri döndünüz. Sizden para çekilmedi.
pay-unreachable-title = { $method } şu anda yanıt vermiyor
pay-unreachable-text = Sizden para çekilmedi. Lütfen birkaç dakika sonra yeniden deneyin.
pay-attempt-expired-title = Son denemenizin süresi doldu
pay-attempt-expired-text = Sizden para çekilmedi. Ödemeye yeniden başlayabilirsiniz.
pay-extended-title = Artık daha fazla süreniz var
pay-extended-text = Ödeme için son zaman: { $time }.

## An attempt is open at the provider

continue-title = Ödemeniz henüz tamamlanmadı
continue-text = Ödemeye { $method } sayfasında başladınız. Ödemek için orada devam edin.
continue-button = { $method } sayfasında devam et
continue-until = Bunun için son zaman: { $time }.

## We wait for the provider

processing-title = Ödemeniz kontrol ediliyor
processing-text = { $method } onayını bekliyoruz. Bu genellikle yalnızca birkaç saniye sürer.
processing-not-again = Lütfen bir kez daha ödeme yapmayın.
processing-refreshes = Bu sayfa { $seconds } saniyede bir yenilenir
processing-stands-still = Bu sayfa kendiliğinden yenilenmez
processing-close = Sayfayı kapatabilirsiniz. Ödemeniz kaybolmaz.
processing-refresh-now = Şimdi yenile
processing-refresh-off = Kendiliğinden yenilemeyi durdur

## Paid

paid-title = Ödemenizi yaptınız
paid-text = Teşekkür ederiz. { $tenant } ödemenizi aldı.
receipt-title = Makbuz
receipt-test = Deneme: Para hareketi olmadı.
receipt-paid-at = Ödeme zamanı
receipt-method = Ödeme yolu
receipt-number = Makbuz numarası
receipt-pdf = PDF olarak makbuz
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
ended-next-application = Hâlâ ödemek ister misiniz? O zaman lütfen başvurunuzu yaptığınız yerde ödemeye yeniden başlayın.
ended-next-notice = Hâlâ ödemek ister misiniz? O zaman lütfen bildiriminizi yeniden arayın.
ended-next-service = Hâlâ ödemek ister misiniz? O zaman lütfen hizmetin formunu yeniden doldurun.

## Paid before

already-paid-title = Bu zaten ödendi
already-paid-alert-title = Ödeme zamanı: { $time }
already-paid-alert-text = Başka bir şey yapmanız gerekmez. Sizden iki kez para çekilmedi.
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
error-unavailable-title = Birazdan yine buradayız
error-unavailable-text = Bu sayfaya şu anda ulaşılamıyor. Lütfen birkaç dakika sonra yeniden deneyin.
error-too-many-title = Çok fazla istek geldi
error-too-many-text = Lütfen bir dakika bekleyin. Sonra yeniden deneyin.
error-refused-title = Bunu kabul edemedik
error-refused-text = Lütfen sayfayı bağlantınızla yeniden açın. Sonra düğmeye basın.
error-no-double = Az önce ödeme mi yaptınız? O zaman lütfen bir kez daha ödemeyin. Bağlantınızı yeniden açın: Ödemenizin ulaşıp ulaşmadığını orada görürsünüz.
error-reference = Bize başvurursanız lütfen şu numarayı söyleyin:

## A tenant's front page

home-title = Çevrim içi ödeme
home-text = { $tenant } ödemeleri burada kabul eder.
home-link-title = Bağlantınız var mı?
home-link-text = Bağlantıyı açın. Sizi doğrudan ödemenize götürür. Oturum açmanız gerekmez.
home-no-link-title = Bağlantınız yok mu?
home-no-link-text = Önce başvurunuzu yapın. Başvurunun sonunda kendiliğinden buraya gelirsiniz.
home-safe-title = Verileriniz
home-safe-text = Bu sayfalar çerez kullanmaz. Siz bir ödeme yolu seçmeden başka sağlayıcılardan hiçbir şey yüklenmez.
