### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Bildirim öde
notice-title-wrong = Hata: { $title }
notice-wrong = Lütfen girdiğiniz bilgileri kontrol edin
notice-lead = Üzerinde referans numarası (Kassenzeichen) olan bir mektup veya ceza kâğıdı mı aldınız? Numarayı buraya girin.
notice-number = Referans numarası (Kassenzeichen)
notice-number-hint = Bildirimin üzerinde yazar. Boşluk, nokta ve çizgiler önemli değildir.
notice-pin = PIN
notice-pin-hint = Bildirimin üzerinde yazar.
notice-amount = Tutar
notice-amount-hint = Bildirimde yazdığı gibi. Örneğin: 55,00
notice-birth = Doğum tarihi
notice-birth-hint = Bildirimin gönderildiği kişinin doğum tarihi. Örneğin: 31.12.1980
notice-several = PIN, tutar veya doğum tarihi
notice-several-hint = Hangisine ihtiyacımız olduğu bildirimde yazar. Bir şey yazmıyorsa bu alanı boş bırakın.
notice-find = Devam
notice-help-title = Referans numarasını bulamıyor musunuz?
notice-help-text = Genellikle bildirimin sağ üst köşesinde ve altta banka hesabının yanında yazar. Bazı bildirimlerde adı Aktenzeichen veya Verwendungszweck olabilir.

## What is wrong with the fields

notice-number-missing = Referans numarasını girin.
notice-number-length = Referans numarası { $expected } karakterden oluşur. Siz { $length } karakter girdiniz.
notice-number-character = { $character } karakteri bir referans numarasında bulunamaz.
notice-number-check-digit = Referans numarasında bir rakam yanlış veya iki rakamın yeri değişmiş. Bildirimle yeniden karşılaştırın.
notice-number-looks-like = { $suggestion } mi demek istediniz? Bir harf ile bir rakam birbirine benziyor.
notice-number-not-ours = Bu referans numarası { $tenant } kurumuna ait değil. Bildirimle yeniden karşılaştırın.
notice-not-found = Bu referans numarası için kayıt bulamadık. Bildirimle yeniden karşılaştırın.
notice-not-found-both = Bu bilgiler için kayıt bulamadık. İki alanı da bildirimle yeniden karşılaştırın.
notice-too-many = Buradan çok fazla yanlış giriş yapıldı. Yeniden deneyebileceğiniz zaman: { $time }.
notice-pin-wrong = Bildirimde yazan PIN kodunu girin.
notice-amount-wrong = Tutarı şöyle girin: 55,00
notice-birth-wrong = Doğum tarihini şöyle girin: 31.12.1980
notice-several-missing = Bu bildirim için bir bilgi daha gerekli: PIN, tutar veya doğum tarihi.
notice-several-wrong = Bildirimdeki PIN kodunu, tutarı şöyle: 55,00 veya doğum tarihini şöyle: 31.12.1980 girin.

## What was found

notice-one-title = Bildiriminiz
notice-several-title = Bildirimleriniz
notice-open = Ödenecek kalan tutar
notice-pay = { $amount } öde
notice-pay-next = Bir sonraki adımda nasıl ödeyeceğinizi seçersiniz.
notice-part = Bir kısmını öde
notice-part-hint = En az { $least }. Geri kalanını yine de ödemeniz gerekir.
notice-pay-part = Bu kısmı öde
notice-part-not-an-amount = Tutarı şöyle girin: 20,00
notice-part-too-small = Tutar en az { $least } olmalıdır.
notice-part-too-large = Bu, ödenecek tutardan fazla.
notice-already-paid = Şimdiye kadar ödenen
notice-due = Son ödeme günü
notice-remove = Bu bildirimi çıkar
notice-more-title = Bir bildirim daha ekle
notice-more-text = Birden çok bildirimi birlikte ödeyebilirsiniz.
notice-add = Ekle
notice-to-basket = Diğer bildirimlere dön
notice-changed-title = Bir şey değişti
notice-changed-text = Şu anda ne kadar ödenmesi gerektiğini burada görürsünüz.
notice-not-together-title = Bu bildirimleri birlikte ödeyemezsiniz
notice-not-together-text = Para farklı hesaplara gider. Bir bildirimi çıkarın ve onu daha sonra ödeyin.
notice-outside-limits-title = Bu tutar çevrim içi ödenemez
notice-outside-limits-text = Bir defada daha az bildirim ödeyin. Veya tutarı havale edin.
notice-full-title = Daha fazla bildirim eklenemez
notice-full-text = Önce bunları ödeyin. Sonra diğerlerini ödeyebilirsiniz.

## Why it cannot be paid now

notice-paid-title = Bu ödendi
notice-paid-text = Tutarın tamamı bize ulaştı.
notice-paid-next = Başka bir şey yapmanız gerekmez.
notice-cancelled-title = Bunu artık ödemeniz gerekmez
notice-cancelled-text = Bildirim geri çekildi.
notice-blocked-title = Bunu artık burada ödeyemezsiniz
notice-blocked-text = Bu alacak için tahsilat başladı. Buradan yapılan bir ödeme onunla çakışırdı.
notice-not-yet-title = Bunu henüz ödeyemezsiniz
notice-not-yet-text = Burada ödeyebileceğiniz ilk gün: { $day }.
notice-not-yet-next = O gün aynı referans numarasıyla yeniden gelin.
notice-no-longer-title = Süre doldu
notice-no-longer-text = Çevrim içi ödenebilen son gün: { $day }.
notice-under-way-title = Bir ödeme kontrol ediliyor
notice-under-way-text = Bu bildirim için bir ödeme sürüyor. Lütfen yeniden ödemeyin.
notice-under-way-next = Bir saat sonra yeniden bakın.
notice-paused-title = Bunu şu anda burada ödeyemezsiniz
notice-paused-text = Bu tür bildirimler şu anda çevrim içi ödenemiyor.
notice-ask = Bu sayfanın altında yazan birime sorun.
notice-other = Başka bir bildirim öde

## On the pages of a payment

pay-elsewhere-title = Şu anda başka biri aynısını ödüyor
pay-elsewhere-text = Sizden para çekilmedi. Diğer ödemenin ulaşıp ulaşmadığına bir saat sonra yeniden bakın.
back-to-notices = Bildirimlere dön
home-notice-title = Bir bildirim mi aldınız?
home-notice-text = O zaman yalnızca üzerindeki referans numarası (Kassenzeichen) yeterlidir.
