### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Квитанція електронною поштою
mail-ask-text = Ми надішлемо вам квитанцію у форматі PDF.
mail-ask-label = Ваша електронна адреса
mail-ask-hint = Наприклад, name@example.com
mail-ask-send = Надіслати квитанцію
mail-ask-errors = Перевірте, будь ласка, що ви ввели
mail-ask-wrong = Введіть електронну адресу, наприклад name@example.com.
mail-address-erased = Ми видалимо вашу електронну адресу після надсилання.
mail-address-kept =
    Ми зберігаємо вашу електронну адресу { $days ->
        [one] { $days } день
        [few] { $days } дні
        [many] { $days } днів
       *[other] { $days } дня
    }, щоб написати вам, якщо ми повернемо гроші. Потім ми її видалимо.
mail-sent-title = Квитанція вже в дорозі
mail-sent-text = Зазвичай вона надходить за кілька хвилин. Якщо ні, перевірте також теку «Спам».
mail-many-title = Ви вже кілька разів просили цю квитанцію сьогодні
mail-many-text = Завантажте квитанцію тут у форматі PDF. Завтра ви знову зможете отримати її електронною поштою.

## Finding it again

receipt-again-title = Як знайти цю квитанцію знову
receipt-again-text = Збережіть це посилання. Хто його знає, може бачити квитанцію.

## Money went back

refund-title = Ми повернули вам гроші
refund-line = { $amount }, { $time }
refund-where = Гроші повертаються тим самим шляхом, яким ви платили. Це може тривати кілька днів.
refund-transferred = Ми перераховуємо вам гроші банківським переказом. Це може тривати кілька днів.
refund-pdf = Завантажити лист про повернення у форматі PDF
refund-pdf-title = Лист про повернення коштів
refund-pdf-amount = Повернена сума
refund-pdf-at = Повернено
refund-pdf-items = Повернення докладно
refund-pdf-item = Повернено
refund-pdf-valid = Цей лист створено автоматично, він дійсний без підпису.
refund-pdf-note = Ви заплатили { $amount }, { $time }.

## Letters

message-hello = Добрий день!
message-receipt-subject = Ваша квитанція: { $tenant }
message-receipt = Ваш платіж надійшов. Отримувач: { $tenant }. Квитанція додається у форматі PDF.
message-refund-subject = Повернення коштів: { $tenant }
message-refund = Ми повернули вам гроші. Від кого: { $tenant }. Вони можуть надходити кілька днів. Лист про повернення додається у форматі PDF.
message-authority-subject = Квитанція про платіж: { $tenant }
message-authority = Цей платіж надійшов. Отримувач: { $tenant }. Квитанція додається у форматі PDF.
message-find-again = За цим посиланням ви знову знайдете квитанцію:
message-no-answer = Будь ласка, не відповідайте на цей лист. Ми не зможемо прочитати вашу відповідь.
message-address-erased = Вашу електронну адресу ми використали лише для цього листа. Ми видалимо її після надсилання.
message-address-kept =
    Ми зберігаємо вашу електронну адресу { $days ->
        [one] { $days } день
        [few] { $days } дні
        [many] { $days } днів
       *[other] { $days } дня
    }, щоб написати вам, якщо ми повернемо гроші. Потім ми її видалимо.

## The slip of a notice

slip-title = Як сплатити
slip-due = Сплатити до
slip-online = Сплатити онлайн
slip-online-scan = Відскануйте код камерою телефона.
slip-online-type = Або відкрийте цю сторінку і введіть номер платежу (Kassenzeichen):
slip-online-alt = QR-код із посиланням на сторінку, де можна сплатити онлайн
slip-transfer = Сплатити банківським переказом
slip-transfer-scan = Відскануйте код у застосунку вашого банку. Або зробіть переказ самі:
slip-transfer-alt = QR-код із даними переказу; вони також написані поруч
slip-holder = Отримувач (Empfänger)
slip-iban = IBAN
slip-bic = BIC
slip-remittance = Призначення платежу (Verwendungszweck)
slip-test = Тест: тут гроші не переказуються.
