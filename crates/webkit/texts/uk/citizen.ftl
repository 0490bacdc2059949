### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = Кому
facts-description = За що
facts-kassenzeichen = Номер платежу (Kassenzeichen)
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
pay-privacy = Ми не повідомляємо { $method }, за що ви платите.
pay-no-method = Зараз тут не можна сплатити онлайн. Будь ласка, зверніться до установи, зазначеної внизу сторінки.
pay-details = Подробиці
pay-until = Ви можете сплатити до: { $time }
pay-until-hint = Після цього ми закриємо цю оплату. Гроші тоді не будуть списані.
pay-extend = Взяти більше часу
pay-cancel = Скасувати оплату

pay-declined-title = { $method } відхилив платіж
pay-declined-text = Гроші не списано. Спробуйте ще раз. У { $method } можна вибрати іншу картку або інший рахунок.
pay-cancelled-title = Ви ще не сплатили
pay-cancelled-text = Ви повернулися, не сплативши. Гроші не списано.
pay-unreachable-title = { $method } зараз не відповідає
pay-unreachable-text = Гроші не списано. Будь ласка, спробуйте ще раз за кілька хвилин.
pay-attempt-expired-title = Час останньої спроби минув
pay-attempt-expired-text = Гроші не списано. Ви можете почати оплату ще раз.
pay-extended-title = Тепер у вас більше часу
pay-extended-text = Ви можете сплатити до: { $time }.

## An attempt is open at the provider

continue-title = Ваша оплата ще не завершена
continue-text = Ви почали оплату в { $method }. Щоб сплатити, продовжте там.
continue-button = Продовжити в { $method }
continue-until = Це можливо до: { $time }.

## We wait for the provider

processing-title = Ми перевіряємо ваш платіж
processing-text = Ми чекаємо на підтвердження від { $method }. Зазвичай це триває лише кілька секунд.
processing-not-again = Будь ласка, не платіть ще раз.
processing-refreshes = Ця сторінка оновлюється кожні { $seconds } секунд
processing-stands-still = Ця сторінка не оновлюється сама
processing-close = Ви можете закрити сторінку. Ваш платіж не загубиться.
processing-refresh-now = Оновити зараз
processing-refresh-off = Більше не оновлювати автоматично

## Paid

paid-title = Ви сплатили
paid-text = Дякуємо. { $tenant }: ваш платіж отримано.
receipt-title = Квитанція
receipt-test = Тест: руху грошей не було.
receipt-paid-at = Дата оплати
receipt-method = Спосіб оплати
receipt-number = Номер квитанції
receipt-pdf = Квитанція у форматі PDF
receipt-print = Ви можете також роздрукувати цю сторінку.

## The attempt failed

failed-title = Оплата не вдалася
failed-alert-title = Гроші не списано
failed-alert-text = { $method } не зміг виконати платіж. Спробуйте ще раз, наприклад з іншою карткою або з іншим рахунком.
failed-retry = Сплатити через { $method } ще раз

## It is over without payment

ended-details = Про що йшлося
cancelled-title = Оплату скасовано
cancelled-text = Гроші не списано.
expired-title = Час минув
expired-text = Ця оплата вже неможлива. Гроші не списано.
ended-next-application = Ще хочете сплатити? Тоді почніть оплату ще раз там, де ви подавали заяву.
ended-next-notice = Ще хочете сплатити? Тоді знайдіть своє повідомлення ще раз.
ended-next-service = Ще хочете сплатити? Тоді заповніть форму послуги ще раз.

## Paid before

already-paid-title = Це вже сплачено
already-paid-alert-title = Сплачено: { $time }
already-paid-alert-text = Вам більше нічого не треба робити. Гроші не списано двічі.
already-paid-receipt = Переглянути квитанцію

## Something is wrong

unknown-title = Такої сторінки немає
unknown-text = За цим посиланням ми не знаходимо платежу.
unknown-next = Що ви можете зробити
unknown-check = Перевірте, чи посилання повне.
unknown-again = Відкрийте посилання ще раз із повідомлення, яке ви отримали.
unknown-ask = Запитайте в установі, яка надіслала вам посилання.
error-internal-title = У нас сталася помилка
error-internal-text = Це не ваша помилка. Будь ласка, спробуйте ще раз за кілька хвилин.
error-unavailable-title = Ми скоро повернемося
error-unavailable-text = Сторінка зараз недоступна. Будь ласка, спробуйте ще раз за кілька хвилин.
error-too-many-title = Забагато запитів
error-too-many-text = Будь ласка, зачекайте хвилину. Потім спробуйте ще раз.
error-refused-title = Ми не змогли це прийняти
error-refused-text = Будь ласка, відкрийте сторінку ще раз за вашим посиланням. Потім натисніть кнопку.
error-no-double = Ви щойно сплатили? Тоді, будь ласка, не платіть ще раз. Відкрийте ваше посилання знову: там видно, чи надійшов ваш платіж.
error-reference = Якщо ви звертаєтеся до нас, назвіть, будь ласка, цей номер:

## A tenant's front page

home-title = Оплата онлайн
home-text = Тут приймає платежі: { $tenant }.
home-link-title = Ви отримали посилання?
home-link-text = Відкрийте посилання. Воно веде прямо до вашого платежу. Входити в обліковий запис не потрібно.
home-no-link-title = Не маєте посилання?
home-no-link-text = Спочатку подайте заяву. Наприкінці ви потрапите сюди автоматично.
home-safe-title = Ваші дані
home-safe-text = Ці сторінки не використовують файлів cookie. Поки ви не вибрали спосіб оплати, нічого не завантажується від інших постачальників.
