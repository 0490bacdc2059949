### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Оплата повідомлення
notice-title-wrong = Помилка: { $title }
notice-wrong = Будь ласка, перевірте введені дані
notice-lead = Ви отримали лист або талон із номером платежу (Kassenzeichen)? Введіть його тут.
notice-number = Номер платежу (Kassenzeichen)
notice-number-hint = Він указаний у повідомленні. Пробіли, крапки й риски не мають значення.
notice-pin = PIN-код
notice-pin-hint = Він указаний у повідомленні.
notice-amount = Сума
notice-amount-hint = Так, як указано в повідомленні. Наприклад: 55,00
notice-birth = Дата народження
notice-birth-hint = Дата народження особи, якій надіслано повідомлення. Наприклад: 31.12.1980
notice-several = PIN-код, сума або дата народження
notice-several-hint = У повідомленні вказано, що саме нам потрібно. Якщо нічого не вказано, залиште поле порожнім.
notice-find = Далі
notice-help-title = Не знаходите номер платежу?
notice-help-text = Зазвичай він указаний угорі праворуч і ще раз унизу біля банківського рахунку. У деяких повідомленнях він називається Aktenzeichen або Verwendungszweck.

## What is wrong with the fields

notice-number-missing = Введіть номер платежу.
notice-number-length = Кількість знаків у номері платежу: { $expected }. Ви ввели: { $length }.
notice-number-character = Знака { $character } не може бути в номері платежу.
notice-number-check-digit = Одна цифра в номері платежу неправильна, або дві переставлено. Порівняйте його з повідомленням ще раз.
notice-number-looks-like = Ви маєте на увазі { $suggestion }? Літера й цифра схожі між собою.
notice-number-not-ours = Цей номер платежу не належить { $tenant }. Порівняйте його з повідомленням ще раз.
notice-not-found = За цим номером платежу ми нічого не знайшли. Порівняйте його з повідомленням ще раз.
notice-not-found-both = За цими даними ми нічого не знайшли. Порівняйте обидва поля з повідомленням ще раз.
notice-too-many = Звідси надійшло забагато неправильних даних. Спробуйте ще раз після: { $time }.
notice-pin-wrong = Введіть PIN-код, указаний у повідомленні.
notice-amount-wrong = Введіть суму так: 55,00
notice-birth-wrong = Введіть дату народження так: 31.12.1980
notice-several-missing = Для цього повідомлення потрібні ще одні дані: PIN-код, сума або дата народження.
notice-several-wrong = Введіть PIN-код із повідомлення, суму так: 55,00 або дату народження так: 31.12.1980

## What was found

notice-one-title = Ваше повідомлення
notice-several-title = Ваші повідомлення
notice-open = Залишилося сплатити
notice-pay = Сплатити { $amount }
notice-pay-next = На наступному кроці ви виберете спосіб оплати.
notice-part = Сплатити частину
notice-part-hint = Щонайменше { $least }. Решту ви й далі будете винні.
notice-pay-part = Сплатити цю частину
notice-part-not-an-amount = Введіть суму так: 20,00
notice-part-too-small = Сума має бути щонайменше { $least }.
notice-part-too-large = Це більше, ніж залишилося сплатити.
notice-already-paid = Уже сплачено
notice-due = Сплатити до
notice-remove = Прибрати це повідомлення
notice-more-title = Додати ще одне повідомлення
notice-more-text = Ви можете оплатити кілька повідомлень разом.
notice-add = Додати
notice-to-basket = Назад до інших повідомлень
notice-changed-title = Дещо змінилося
notice-changed-text = Тут ви бачите, що треба сплатити зараз.
notice-not-together-title = Ці повідомлення не можна оплатити разом
notice-not-together-text = Гроші надходять на різні рахунки. Приберіть одне повідомлення й оплатіть його потім.
notice-outside-limits-title = Цю суму не можна сплатити онлайн
notice-outside-limits-text = Оплатіть менше повідомлень за один раз. Або перекажіть суму через банк.
notice-full-title = Більше повідомлень додати не можна
notice-full-text = Спершу оплатіть ці. Потім ви зможете оплатити інші.

## Why it cannot be paid now

notice-paid-title = Це вже сплачено
notice-paid-text = Уся сума надійшла до нас.
notice-paid-next = Вам більше нічого не треба робити.
notice-cancelled-title = Це більше не треба сплачувати
notice-cancelled-text = Повідомлення скасовано.
notice-blocked-title = Це більше не можна сплатити тут
notice-blocked-text = Цей борг уже стягують. Оплата тут збіглася б із цим.
notice-not-yet-title = Це ще не можна сплатити
notice-not-yet-text = Ви зможете сплатити тут починаючи з: { $day }.
notice-not-yet-next = Поверніться тоді з тим самим номером платежу.
notice-no-longer-title = Строк минув
notice-no-longer-text = Останній день оплати онлайн: { $day }.
notice-under-way-title = Платіж зараз перевіряють
notice-under-way-text = За цим повідомленням уже є платіж. Будь ласка, не платіть ще раз.
notice-under-way-next = Перевірте ще раз за годину.
notice-paused-title = Зараз це не можна сплатити тут
notice-paused-text = Повідомлення цього виду зараз не можна оплатити онлайн.
notice-ask = Запитайте в установі, зазначеній унизу сторінки.
notice-other = Оплатити інше повідомлення

## On the pages of a payment

pay-elsewhere-title = Хтось інший зараз платить за те саме
pay-elsewhere-text = Гроші не списано. Перевірте за годину, чи надійшов інший платіж.
back-to-notices = Назад до повідомлень
home-notice-title = Ви отримали повідомлення?
home-notice-text = Тоді вам потрібен лише номер платежу (Kassenzeichen), указаний у ньому.
