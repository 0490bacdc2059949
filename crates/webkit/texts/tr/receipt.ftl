### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Makbuzu e-posta ile alın
mail-ask-text = Makbuzu size PDF olarak göndeririz.
mail-ask-label = E-posta adresiniz
mail-ask-hint = Örneğin name@example.com
mail-ask-send = Makbuzu gönder
mail-ask-errors = Lütfen girdiğiniz bilgiyi kontrol edin
mail-ask-wrong = Bir e-posta adresi girin, örneğin name@example.com.
mail-address-erased = E-posta adresinizi gönderdikten sonra sileriz.
mail-address-kept =
    E-posta adresinizi { $days ->
        [one] { $days } gün
       *[other] { $days } gün
    } saklarız. Böylece para iade edersek size yazabiliriz. Ardından adresi sileriz.
mail-sent-title = Makbuz yolda
mail-sent-text = Genellikle birkaç dakika içinde gelir. Gelmezse spam klasörüne de bakın.
mail-many-title = Bu makbuzu bugün birkaç kez istediniz
mail-many-text = Makbuzu buradan PDF olarak indirin. Yarın yeniden e-posta ile isteyebilirsiniz.

## Finding it again

receipt-again-title = Bu makbuzu yeniden nasıl bulursunuz
receipt-again-text = Bu bağlantıyı saklayın. Bağlantıyı bilen herkes makbuzu görebilir.

## Money went back

refund-title = Size para iade ettik
refund-line = { $amount }, { $time }
refund-where = Para, ödemeyi yaptığınız yoldan geri gelir. Ulaşması birkaç gün sürebilir.
refund-transferred = Parayı size banka havalesiyle gönderiyoruz. Ulaşması birkaç gün sürebilir.
refund-pdf = İade yazısını PDF olarak indir
refund-pdf-title = İade yazısı
refund-pdf-amount = İade edilen tutar
refund-pdf-at = İade tarihi
refund-pdf-items = İadelerin ayrıntıları
refund-pdf-item = İade tarihi
refund-pdf-valid = Bu yazı otomatik olarak hazırlanmıştır ve imzasız geçerlidir.
refund-pdf-note = Ödediğiniz tutar: { $amount }, { $time }.

## Letters

message-hello = Merhaba,
message-receipt-subject = Makbuzunuz: { $tenant }
message-receipt = { $tenant } için yaptığınız ödeme ulaştı. Makbuz PDF olarak ektedir.
message-refund-subject = İadeniz: { $tenant }
message-refund = { $tenant } size para iade etti. Paranın ulaşması birkaç gün sürebilir. İade yazısı PDF olarak ektedir.
message-authority-subject = Ödeme makbuzu: { $tenant }
message-authority = { $tenant } için yapılan bu ödeme ulaştı. Makbuz PDF olarak ektedir.
message-find-again = Makbuzu bu bağlantıda yeniden bulabilirsiniz:
message-no-answer = Lütfen bu e-postayı yanıtlamayın. Yanıtınızı okuyamayız.
message-address-erased = E-posta adresinizi yalnızca bu mesaj için kullandık. Gönderdikten sonra sileriz.
message-address-kept =
    E-posta adresinizi { $days ->
        [one] { $days } gün
       *[other] { $days } gün
    } saklarız. Böylece para iade edersek size yazabiliriz. Ardından adresi sileriz.

## The slip of a notice

slip-title = Nasıl ödersiniz
slip-due = Son ödeme günü
slip-online = İnternetten ödeyin
slip-online-scan = Kodu telefonunuzun kamerasıyla tarayın.
slip-online-type = Ya da bu sayfayı açın ve referans numarasını (Kassenzeichen) girin:
slip-online-alt = İnternetten ödeme yapacağınız sayfanın bağlantısını içeren QR kodu
slip-transfer = Banka havalesiyle ödeyin
slip-transfer-scan = Kodu bankanızın uygulamasıyla tarayın. Ya da havaleyi kendiniz yapın:
slip-transfer-alt = Havale bilgilerini içeren QR kodu; bilgiler yanında da yazılıdır
slip-holder = Alıcı (Empfänger)
slip-iban = IBAN
slip-bic = BIC
slip-remittance = Açıklama (Verwendungszweck)
slip-test = Test: Burada para hareketi olmaz.
