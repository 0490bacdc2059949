### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Ödeme bildirimini (Bescheid) öde
notice-title-wrong = Hata: { $title }
notice-wrong = Lütfen girdiğiniz bilgileri kontrol edin
notice-lead = Üzerinde referans numarası (Kassenzeichen) olan bir mektup veya ceza bildirimi mi aldınız? Numarayı buraya girin.
notice-number = Referans numarası (Kassenzeichen)
notice-number-hint = Ödeme bildiriminin üzerinde yazar. Boşluk, nokta ve çizgiler önemli değildir.
notice-pin = PIN
notice-pin-hint = Ödeme bildiriminin üzerinde yazar.
notice-amount = Tutar
notice-amount-hint = Ödeme bildiriminde yazdığı gibi. Örneğin: 55,00
notice-birth = Doğum tarihi
notice-birth-hint = Ödeme bildiriminin gönderildiği kişinin doğum tarihi. Örneğin: 31.12.1980
notice-several = PIN, tutar veya doğum tarihi
notice-several-hint = Hangisine ihtiyacımız olduğu ödeme bildiriminde yazar. Bir şey yazmıyorsa bu alanı boş bırakın.
notice-find = Ödeme bildirimini ara
notice-help-title = Referans numarasını bulamıyor musunuz?
notice-help-text = Genellikle ödeme bildiriminin sağ üst köşesinde ve altta banka hesabının yanında yazar. Bazı bildirimlerde adı Buchungszeichen veya Kassenkonto olabilir. Aktenzeichen numarasını yalnızca başka numara yoksa kullanın.

## What is wrong with the fields

notice-number-missing = Referans numarasını girin.
notice-number-length =
    Referans numarası { $expected ->
        [one] { $expected } karakterden
       *[other] { $expected } karakterden
    } oluşur. Sizin girdiğiniz: { $length }.
notice-number-character = Bir referans numarasında şu karakter bulunamaz: { $character }
notice-number-check-digit = Referans numarasında bir rakam yanlış veya iki rakamın yeri değişmiş. Ödeme bildirimiyle yeniden karşılaştırın.
notice-number-looks-like = Şunu mu demek istediniz: { $suggestion }? Bir harf ile bir rakam birbirine benziyor.
notice-number-not-ours = Bu referans numarası şu kuruma ait değil: { $tenant }. Ödeme bildirimiyle yeniden karşılaştırın.
notice-not-found = Bu referans numarası için kayıt bulamadık. Ödeme bildirimiyle yeniden karşılaştırın.
notice-not-found-both = Bu bilgiler için kayıt bulamadık. İki alanı da ödeme bildirimiyle yeniden karşılaştırın.
notice-too-many = Buradan çok fazla yanlış giriş yapıldı. Yeniden deneyebileceğiniz zaman: { $time }.
notice-pin-wrong = Ödeme bildiriminde yazan PIN kodunu girin.
notice-amount-wrong = Tutarı şöyle girin: 55,00
notice-birth-wrong = Doğum tarihini şöyle girin: 31.12.1980
notice-several-missing = Bu ödeme bildirimi için bir bilgi daha gerekli: PIN, tutar veya doğum tarihi.
notice-several-wrong = Şunlardan birini girin: PIN kodu, tutar (55,00) veya doğum tarihi (31.12.1980).

## What was found

notice-one-title = Ödeme bildiriminiz
notice-several-title = Ödeme bildirimleriniz
notice-open = Ödenecek kalan tutar
notice-pay = { $amount } öde
notice-pay-next = Sonraki adımda ödeme yolunu seçersiniz.
notice-part = Bir kısmını öde
notice-part-hint = En az { $least }. Geri kalanını da ödemeniz gerekir, son ödeme günü değişmez.
notice-pay-part = Bu kısmı öde
notice-part-not-an-amount = Tutarı şöyle girin: 20,00
notice-part-too-small = Tutar en az { $least } olmalıdır.
notice-part-too-large = Bu, ödenecek tutardan fazla.
notice-already-paid = Şimdiye kadar ödenen
notice-due = Son ödeme günü
notice-remove = Bu bildirimi şimdi ödeme
notice-more-title = Bir ödeme bildirimi daha ekle
notice-more-text = Birden çok ödeme bildirimini birlikte ödeyebilirsiniz.
notice-add = Ödeme bildirimini ekle
notice-to-basket = Diğer ödeme bildirimlerine dön
notice-changed-title = Bir şey değişti
notice-changed-text = Şu anda ne kadar ödenmesi gerektiğini burada görürsünüz.
notice-not-together-title = Bu ödeme bildirimlerini birlikte ödeyemezsiniz
notice-not-together-text = Para farklı hesaplara gider. Bildirimleri tek tek ödeyin.
notice-too-little-title = Bu tutarı internetten ödeyemezsiniz
notice-too-little-text = İnternetten en az { $least } ödenebilir. Tutarı bankanızdan havale edin.
notice-too-much-title = Bu tutarı internetten ödeyemezsiniz
notice-too-much-text = İnternetten en çok { $most } ödenebilir. Tutarı bankanızdan havale edin.
notice-too-much-several = İnternetten en çok { $most } ödenebilir. Bir defada daha az bildirim ödeyin veya tutarı bankanızdan havale edin.
notice-too-often-title = Ödeme bugün çok sık başlatıldı
notice-too-often-text = Buradan yarın yeniden internetten ödeyebilirsiniz. Ya da tutarı bankanızdan havale edin.
notice-lapsed-title = Lütfen ödeme bildirimlerini yeniden arayın
notice-lapsed-text = Sayfa çok uzun süre açık kaldı. Önceki bildirimler artık listede değil.
notice-full-title = Daha fazla ödeme bildirimi eklenemez
notice-full-text = Önce bunları ödeyin. Sonra diğerlerini ödeyebilirsiniz.

## Why it cannot be paid now

notice-paid-title = Bu ödendi
notice-paid-text = Tutarın tamamı bize ulaştı.
notice-paid-next = Başka bir şey yapmanız gerekmez.
notice-cancelled-title = Bunu artık ödemeniz gerekmez
notice-cancelled-text = Bu borç artık yok.
notice-blocked-title = Bunu artık burada ödeyemezsiniz
notice-blocked-text = Bu borç için icra (Vollstreckung) başladı. Lütfen burada ödemeyin.
notice-not-yet-title = Bunu henüz ödeyemezsiniz
notice-not-yet-text = Burada ödeyebileceğiniz ilk gün: { $day }.
notice-not-yet-next = O gün aynı referans numarasıyla yeniden gelin.
notice-no-longer-title = Artık internetten ödenemez
notice-no-longer-text = İnternetten ödenebilen son gün: { $day }. Yine de ödemeniz gerekir, örneğin banka havalesiyle.
notice-under-way-title = Bir ödeme kontrol ediliyor
notice-under-way-text = Bu ödeme bildirimi için bir ödeme sürüyor. Lütfen yeniden ödemeyin.
notice-under-way-next = Bir saat sonra yeniden bakın.
notice-paused-title = Bunu şu anda burada ödeyemezsiniz
notice-paused-text = Bu tür ödeme bildirimleri şu anda internetten ödenemiyor.
notice-ask = Bu sayfanın altında yazan birime sorun.
notice-other = Başka bir ödeme bildirimini öde

## On the pages of a payment

pay-elsewhere-title = Bu borç için zaten bir ödeme sürüyor
pay-elsewhere-text = Burada şimdiye kadar para çekilmedi. Diğer ödemenin ulaşıp ulaşmadığına bir saat sonra yeniden bakın.
back-to-notices = Ödeme bildirimlerine dön
home-notice-title = Bir ödeme bildirimi (Bescheid) mi aldınız?
home-notice-text = O zaman yalnızca üzerindeki referans numarası (Kassenzeichen) yeterlidir.
