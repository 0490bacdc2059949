### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = Кому
facts-description = За що
facts-kassenzeichen = Номер платежу (Kassenzeichen)
facts-kassenzeichen-text = Під цим номером установа обліковує ваш платіж.
items-caption = Окремі суми
items-description = За що
items-amount = Сума
items-total = Разом

## Pay page

pay-title = Оплата: { $service }
pay-preline = Оплата онлайн: { $tenant }
pay-amount = До сплати
pay-with = Сплатити через { $method }
pay-what-happens = Ви перейдете до { $method } і підтвердите там платіж. Потім ви повернетеся сюди.
pay-privacy = Ми не повідомляємо { $method }, за що ви платите. { $method } отримує від нас суму, номер платежу і назву установи.
pay-no-method = Зараз тут не можна заплатити онлайн. Будь ласка, зверніться до установи, зазначеної внизу сторінки.
pay-details = Подробиці
pay-until = Заплатити можна до: { $time }
pay-until-hint = Після цього на цій сторінці заплатити вже не можна. Якщо ви до того часу не підтвердите платіж, гроші не спишуть.
pay-extend = Продовжити час
pay-cancel = Скасувати оплату

pay-declined-title = Платіж відхилено: { $method }
pay-declined-text = Гроші не списано. Спробуйте ще раз. У { $method } можна вибрати іншу картку або інший рахунок.
pay-cancelled-title = Ви ще не заплатили
pay-cancelled-text = Ви повернулися, не заплативши. Поки що гроші не списано.
pay-unreachable-title = { $method } зараз не відповідає
pay-unreachable-text = Поки що гроші не списано. Будь ласка, спробуйте ще раз за кілька хвилин.
pay-unavailable-title = Оплата зараз недоступна: { $method }
pay-unavailable-text = Поки що гроші не списано. Справа не у вас і не у вашій картці. Будь ласка, спробуйте ще раз пізніше або зверніться до установи, зазначеної внизу цієї сторінки.
pay-attempt-expired-title = Час останньої спроби минув
pay-attempt-expired-text = Поки що гроші не списано. Ви можете почати оплату ще раз.
pay-extended-title = У вас ще є час
pay-extended-text = Заплатити можна до: { $time }.

## The payer transfers the money

method-bank-transfer = Банківський переказ (Überweisung)
pay-by-transfer = Сплатити банківським переказом
pay-by-transfer-text = Ви самі переказуєте суму у своєму банку. Гроші надходять до нас за кілька днів.
transfer-title = Як зробити переказ
transfer-lead = Перекажіть суму у своєму банку. Вона сплачена, коли гроші надійшли до нас. Це триває кілька днів.
transfer-amount = Сума
transfer-name-check = Ваш банк перевіряє, чи назва відповідає IBAN. Напишіть її точно так, як тут.
transfer-reference-hint = У призначенні платежу вкажіть лише цей номер. Інакше ми не знайдемо вашу оплату.
transfer-code = Код для застосунку вашого банку
transfer-scan = Відскануйте код у застосунку вашого банку. Усі дані буде заповнено.
transfer-pdf = Завантажити дані як PDF
transfer-until = Гроші мають надійти до нас до { $day }
transfer-until-hint = Збережіть посилання на цю сторінку. Тут видно, чи надійшли гроші.
transfer-otherwise = Ви вже зробили переказ? Тоді, будь ласка, не платіть ще раз і не скасовуйте оплату.
transfer-not-taken-title = Через { $method } нічого не списано
transfer-not-taken-text = Частина суми вже надійшла банківським переказом. Тому перекажіть, будь ласка, і решту.
transfer-received-title = Надійшло { $amount }
transfer-received-text = Будь ласка, перекажіть решту.

## An attempt is open at the provider

continue-title = Ваша оплата ще не завершена
continue-text = Ви почали оплату в { $method }. Щоб заплатити, продовжте там.
continue-button = Продовжити в { $method }
continue-until = Це можливо до: { $time }.

## We wait for the provider

processing-title = Ми перевіряємо ваш платіж
processing-text = Ми чекаємо на підтвердження від { $method }. Зазвичай це триває лише кілька секунд.
processing-not-again = Будь ласка, не платіть ще раз.
processing-refreshes =
    Ця сторінка оновлюється кожні { $seconds ->
        [one] { $seconds } секунду
        [few] { $seconds } секунди
        [many] { $seconds } секунд
       *[other] { $seconds } секунди
    }
processing-stands-still = Ця сторінка не оновлюється автоматично
processing-close = Ви можете закрити сторінку. Ми й далі перевіряємо ваш платіж.
processing-refresh-now = Оновити зараз
processing-refresh-off = Більше не оновлювати автоматично

## Paid

paid-title = Оплату здійснено
paid-text = Дякуємо. { $tenant }: ваш платіж отримано.
receipt-title = Квитанція
receipt-test = Тест: руху грошей не було.
receipt-paid-at = Дата оплати
receipt-method = Спосіб оплати
receipt-number = Номер квитанції
receipt-pdf = Завантажити квитанцію у форматі PDF
receipt-print = Ви можете також роздрукувати цю сторінку.

## The attempt failed

failed-title = Оплата не вдалася
failed-alert-title = Гроші не списано
failed-alert-text = Платіж не виконано: { $method }. Спробуйте ще раз, наприклад з іншою карткою або з іншим рахунком.
failed-retry = Сплатити через { $method } ще раз

## It is over without payment

ended-details = Про що йшлося
cancelled-title = Оплату скасовано
cancelled-text = Гроші не списано.
expired-title = Час минув
expired-text = Ця оплата вже неможлива. Гроші не списано.
ended-money-title = За цим платежем надійшли гроші
ended-money-text = Вони надійшли запізно або двічі. Будь ласка, не платіть ще раз, поки це не з’ясовано. Установа, зазначена внизу сторінки, перевіряє, що буде з цими грошима.
ended-next-application = Якщо ви ще хочете заплатити, почніть оплату ще раз там, де ви подавали заяву.
ended-next-notice = Цей борг ще не сплачено. Знайдіть платіжне повідомлення ще раз.
ended-next-service = Якщо ви ще хочете заплатити, заповніть форму послуги ще раз.

## Paid before

already-paid-title = Це вже сплачено
already-paid-alert-title = Сплачено: { $time }
already-paid-alert-text = Вам більше нічого не треба робити.
already-paid-receipt = Переглянути квитанцію

## Something is wrong

unknown-title = Такої сторінки немає
unknown-text = За цим посиланням ми не знаходимо платежу.
unknown-next = Що ви можете зробити
unknown-check = Перевірте, чи посилання повне.
unknown-again = Відкрийте посилання ще раз із листа, який ви отримали.
unknown-ask = Запитайте в установі, яка надіслала вам посилання.
error-internal-title = У нас сталася помилка
error-internal-text = Це не ваша помилка. Будь ласка, спробуйте ще раз за кілька хвилин.
error-unavailable-title = Сторінка зараз недоступна
error-unavailable-text = Будь ласка, спробуйте ще раз за кілька хвилин.
error-too-many-title = Забагато запитів
error-too-many-text = Будь ласка, зачекайте хвилину. Потім спробуйте ще раз.
error-refused-title = Ми не змогли це прийняти
error-refused-text = Оновіть попередню сторінку і спробуйте ще раз.
error-no-double = Ви щойно заплатили? Тоді, будь ласка, не платіть ще раз. Відкрийте сторінку платежу знову: там видно, чи надійшли ваші гроші.
error-reference = Якщо ви звертаєтеся до нас, назвіть, будь ласка, цей номер:

## A tenant's front page

authorities-title = Виберіть установу
authorities-text = Якій установі ви хочете заплатити?
home-title = Оплата онлайн
home-text = { $tenant } приймає тут платежі.
home-link-title = Ви отримали посилання?
home-link-text = Відкрийте посилання. Воно веде прямо до вашого платежу. Входити в обліковий запис не потрібно.
home-no-link-title = Не маєте посилання?
home-no-link-text = Спочатку подайте заяву онлайн. Наприкінці ви потрапите сюди автоматично.
home-safe-title = Ваші дані
home-safe-text = Ці сторінки не використовують файлів cookie. Поки ви не вибрали спосіб оплати, нічого не завантажується від інших постачальників.
