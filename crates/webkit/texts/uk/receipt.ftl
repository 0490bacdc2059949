### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Квитанція електронною поштою
mail-ask-text = Ми надішлемо вам квитанцію у форматі PDF.
mail-ask-label = Ваша електронна адреса
mail-ask-hint = Наприклад, name@example.com
mail-ask-send = Надіслати квитанцію
mail-ask-errors = Перевірте, будь ласка, що ви ввели
mail-ask-wrong = Введіть електронну адресу, наприклад name@example.com.
mail-address-erased = Після цього ми видалимо вашу електронну адресу.
mail-address-kept = Ми зберігаємо вашу електронну адресу { $days } днів, щоб написати вам, якщо вам повернуть гроші. Потім ми її видалимо.
mail-sent-title = Квитанція вже в дорозі
mail-sent-text = Вона надійде за кілька хвилин. Якщо ні, перевірте також теку «Спам».
mail-many-title = Ви вже кілька разів просили цю квитанцію сьогодні
mail-many-text = Завантажте квитанцію тут у форматі PDF. Завтра ви знову зможете отримати її поштою.

## Finding it again

receipt-again-title = Як знайти цю квитанцію знову
receipt-again-text = Збережіть це посилання. Хто його знає, може бачити квитанцію.

## Money went back

refund-title = Вам повернули гроші
refund-line = { $amount }, { $time }
refund-where = Гроші повертаються тим самим шляхом, яким ви платили.
refund-pdf = Повідомлення про повернення у форматі PDF
refund-pdf-title = Повідомлення про повернення коштів
refund-pdf-amount = Повернена сума
refund-pdf-at = Повернено
refund-pdf-items = Повернення докладно
refund-pdf-item = Повернено
refund-pdf-valid = Це повідомлення створено автоматично, воно дійсне без підпису.
refund-pdf-note = Ви сплатили { $amount }, { $time }.

## Letters

letter-hello = Добрий день!
letter-receipt-subject = Ваша квитанція: { $tenant }
letter-receipt = Ваш платіж надійшов. Отримувач: { $tenant }. Квитанція додається у форматі PDF.
letter-refund-subject = Повернення коштів: { $tenant }
letter-refund = Вам повернули гроші. Від кого: { $tenant }. Повідомлення додається у форматі PDF.
letter-authority-subject = Квитанція про платіж: { $tenant }
letter-authority = Цей платіж надійшов. Отримувач: { $tenant }. Квитанція додається у форматі PDF.
letter-find-again = За цим посиланням ви знову знайдете квитанцію:
letter-no-answer = Будь ласка, не відповідайте на цей лист. Ми не зможемо прочитати вашу відповідь.

## The slip of a notice

slip-title = Як сплатити
slip-due = Сплатити до
slip-online = Сплатити онлайн
slip-online-scan = Відскануйте код камерою телефона.
slip-online-type = Або відкрийте цю сторінку і введіть номер Kassenzeichen:
slip-online-alt = QR-код із посиланням на сторінку, де можна сплатити онлайн
slip-transfer = Сплатити банківським переказом
slip-transfer-scan = Відскануйте код у застосунку вашого банку. Або зробіть переказ самі:
slip-transfer-alt = QR-код із даними переказу; вони також написані поруч
slip-holder = Отримувач
slip-iban = IBAN
slip-bic = BIC
slip-remittance = Призначення платежу
slip-test = Тест: тут гроші не переказуються.
