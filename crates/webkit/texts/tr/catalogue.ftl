### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = Hizmetlerin ücretini internetten ödeyin
services-search = Ne için ödeme yapmak istiyorsunuz?
services-search-hint = Almanca yazın, örneğin:
services-search-button = Hizmet ara
services-found =
    { $count ->
        [one] { $count } hizmet bulundu
       *[other] { $count } hizmet bulundu
    }
services-none-title = Buna uygun bir şey bulamadık
services-none-text = Almanca başka bir kelime veya daha kısa bir kelime deneyin.
services-empty = Şu anda burada hizmet sunmuyoruz.
services-all = Tüm hizmetleri göster
home-services-title = Ne için ödeyeceğinizi biliyor musunuz?
home-services-text = Hizmeti seçin ve hemen ödeyin. Oturum açmanız gerekmez.
home-services-link = Hizmetleri göster

## What it costs

fee-fixed = { $amount }
fee-from = başlangıç: { $amount }
fee-each = tanesi { $amount }
fee-free = { $least } ile { $most } arası

## A service and its form

service-fee = Ücreti
service-fields = Bilgileriniz
service-option = Sizin için hangi ücret geçerli?
service-option-hint = Lütfen bir ücret seçin.
service-quantity = Adet
service-amount = Euro olarak tutar
service-pick = Lütfen seçin
service-next = Sonraki adımda tutarı görür ve ödeme yolunu seçersiniz.
service-button = Ödemeye geç
service-filled-in-title = Sizin için bazı yerleri doldurduk
service-filled-in-text = Bilgiler, buraya geldiğiniz bağlantıda yazıyor. Lütfen kontrol edin.
service-again-title = Lütfen formu bir kez daha gönderin
service-again-text = Hiçbir şey kaybolmadı ve para alınmadı.
field-optional = { $field } (isteğe bağlı)
hint-quantity = En az { $least }, en çok { $most }
hint-amount = En az { $least }, en çok { $most }, örneğin 12,50
hint-date = Örneğin: 31.12.2026
hint-plate = Örneğin: MS-AB 123
hint-email = Örneğin: name@example.com

## What is wrong with a form

service-wrong = Lütfen bilgilerinizi kontrol edin
service-wrong-title = Lütfen kontrol edin: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = Lütfen bu alanı doldurun.
wrong-not-offered = Lütfen birini seçin.
wrong-card = Bu alanda bir kart numarası var. Lütfen numarayı silin. Numaraya ihtiyacımız yok ve onu saklayamayız.
wrong-number = Lütfen bir tam sayı yazın, örneğin 2.
wrong-too-small = Lütfen en az { $least } yazın.
wrong-too-large = Lütfen en çok { $most } yazın.
wrong-amount = Lütfen euro olarak bir tutar yazın, örneğin 12,50.
wrong-amount-unclear = Lütfen sentleri de yazın, örneğin 1234,00.
wrong-too-long =
    Lütfen en çok { $most ->
        [one] { $most } karakter
       *[other] { $most } karakter
    } yazın.
wrong-signs = Bu alanda görünmeyen bir karakter var. Lütfen metni yapıştırmak yerine klavyeyle yazın.
wrong-date = Lütfen var olan bir gün yazın, örneğin 31.12.2026.
wrong-too-early = En erken tarih: { $day }.
wrong-too-late = En geç tarih: { $day }.
wrong-plate = Lütfen bir Alman plakası yazın, örneğin MS-AB 123.
wrong-plate-unclear = Lütfen yer kodundan sonra bir çizgi koyun, örneğin MS-AB 123.
wrong-email = Lütfen bir e-posta adresi yazın, örneğin name@example.com.

## When there is no form

link-bad-title = Bu bağlantı doğru değil
link-bad-text = Bağlantı eksik ya da biri onu değiştirmiş. Ondan hiçbir bilgi almadık.
link-expired-title = Bu bağlantı artık geçerli değil
link-expired-text = Süresi doldu. Ondan hiçbir bilgi almadık.
link-open-again = Bağlantıyı bulduğunuz sayfayı açın ve orada bağlantıya bir kez daha tıklayın.
link-without = Ya da formu kendiniz doldurun
paused-title = Bu şu anda mümkün değil
paused-text = Bu hizmetin ücretini şu anda internetten ödeyemezsiniz. Lütfen daha sonra yeniden deneyin.
retired-title = Bu hizmet artık burada yok
retired-text = Bu hizmetin ücretini artık internetten ödeyemezsiniz. Lütfen bu sayfanın altında yazan birime başvurun.
