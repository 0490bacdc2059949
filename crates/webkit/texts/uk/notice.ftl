### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Оплата за платіжним повідомленням (Bescheid)
notice-title-wrong = Помилка: { $title }
notice-wrong = Будь ласка, перевірте введені дані
notice-lead = Ви отримали лист або квитанцію на штраф із номером платежу (Kassenzeichen)? Введіть його тут.
notice-number = Номер платежу (Kassenzeichen)
notice-number-hint = Він указаний у платіжному повідомленні. Пробіли, крапки й дефіси не мають значення.
notice-pin = PIN-код
notice-pin-hint = Він указаний у платіжному повідомленні.
notice-amount = Сума
notice-amount-hint = Так, як указано в платіжному повідомленні. Наприклад: 55,00
notice-birth = Дата народження
notice-birth-hint = Дата народження особи, якій надіслано платіжне повідомлення. Наприклад: 31.12.1980
notice-several = PIN-код, сума або дата народження
notice-several-hint = У платіжному повідомленні вказано, що саме нам потрібно. Якщо нічого не вказано, залиште поле порожнім.
notice-find = Знайти платіжне повідомлення
notice-help-title = Не знаходите номер платежу?
notice-help-text = Зазвичай він указаний угорі праворуч і ще раз унизу біля банківського рахунку. Іноді він називається Buchungszeichen або Kassenkonto. Aktenzeichen беріть лише тоді, коли іншого номера немає.

## What is wrong with the fields

notice-number-missing = Введіть номер платежу.
notice-number-length = Кількість знаків у номері платежу: { $expected }. Ви ввели: { $length }.
notice-number-character = Знака { $character } не може бути в номері платежу.
notice-number-check-digit = Одна цифра в номері платежу неправильна, або дві переставлено. Порівняйте його з платіжним повідомленням ще раз.
notice-number-looks-like = Ви мали на увазі такий номер: { $suggestion }? Літера й цифра схожі між собою.
notice-number-not-ours = Цей номер видала не ця установа: { $tenant }. Порівняйте його з платіжним повідомленням ще раз.
notice-not-found = За цим номером платежу ми нічого не знайшли. Порівняйте його з платіжним повідомленням ще раз.
notice-not-found-both = За цими даними ми нічого не знайшли. Порівняйте обидва поля з платіжним повідомленням ще раз.
notice-too-many = Звідси надійшло забагато неправильних даних. Спробуйте ще раз після: { $time }.
notice-pin-wrong = Введіть PIN-код, указаний у платіжному повідомленні.
notice-amount-wrong = Введіть суму так: 55,00
notice-birth-wrong = Введіть дату народження так: 31.12.1980
notice-several-missing = Для цього платіжного повідомлення потрібні ще одні дані: PIN-код, сума або дата народження.
notice-several-wrong = Введіть щось одне: PIN-код, суму (55,00) або дату народження (31.12.1980).

## What was found

notice-one-title = Ваше платіжне повідомлення
notice-several-title = Ваші платіжні повідомлення
notice-open = Залишилося сплатити
notice-pay = Сплатити { $amount }
notice-pay-next = На наступному кроці ви виберете спосіб оплати.
notice-part = Сплатити частину
notice-part-hint = Щонайменше { $least }. Решту теж треба сплатити, строк не змінюється.
notice-pay-part = Сплатити цю частину
notice-part-not-an-amount = Введіть суму так: 20,00
notice-part-too-small = Сума має бути щонайменше { $least }.
notice-part-too-large = Це більше, ніж залишилося сплатити.
notice-already-paid = Уже сплачено
notice-due = Сплатити до
notice-remove = Зараз не платити за цим повідомленням
notice-more-title = Додати ще одне платіжне повідомлення
notice-more-text = Ви можете заплатити за кількома платіжними повідомленнями разом.
notice-add = Додати платіжне повідомлення
notice-to-basket = Назад до інших платіжних повідомлень
notice-changed-title = Дещо змінилося
notice-changed-text = Тут ви бачите, що треба сплатити зараз.
notice-not-together-title = За цими повідомленнями не можна заплатити разом
notice-not-together-text = Гроші надходять на різні рахунки. Заплатіть за кожним повідомленням окремо.
notice-too-little-title = Цю суму не можна сплатити онлайн
notice-too-little-text = Онлайн можна заплатити щонайменше { $least }. Перекажіть суму через банк.
notice-too-much-title = Цю суму не можна сплатити онлайн
notice-too-much-text = Онлайн можна заплатити щонайбільше { $most }. Перекажіть суму через банк.
notice-too-much-several = Онлайн можна заплатити щонайбільше { $most }. Візьміть менше повідомлень за один раз або перекажіть суму через банк.
notice-too-often-title = Сьогодні оплату починали дуже часто
notice-too-often-text = Завтра ви знову зможете заплатити тут онлайн. Або перекажіть суму через банк.
notice-lapsed-title = Будь ласка, знайдіть повідомлення ще раз
notice-lapsed-text = Сторінка була відкрита надто довго. Попередніх повідомлень більше немає в списку.
notice-full-title = Більше платіжних повідомлень додати не можна
notice-full-text = Спершу заплатіть за цими. Потім ви зможете заплатити за іншими.

## Why it cannot be paid now

notice-paid-title = Це вже сплачено
notice-paid-text = Уся сума надійшла до нас.
notice-paid-next = Вам більше нічого не треба робити.
notice-cancelled-title = Це більше не треба сплачувати
notice-cancelled-text = Цього боргу більше немає.
notice-blocked-title = Це більше не можна сплатити тут
notice-blocked-text = Цей борг уже стягують примусово. Будь ласка, не сплачуйте його тут.
notice-not-yet-title = Це ще не можна сплатити
notice-not-yet-text = Тут можна заплатити починаючи з такого дня: { $day }.
notice-not-yet-next = Поверніться тоді з тим самим номером платежу.
notice-no-longer-title = Онлайн це сплатити вже не можна
notice-no-longer-text = Останній день оплати онлайн: { $day }. Сплатити все одно потрібно, наприклад банківським переказом.
notice-under-way-title = Платіж зараз перевіряють
notice-under-way-text = За цим платіжним повідомленням уже є платіж. Будь ласка, не платіть ще раз.
notice-under-way-next = Перевірте ще раз за годину.
notice-paused-title = Зараз це не можна сплатити тут
notice-paused-text = За повідомленнями цього виду зараз не можна заплатити онлайн.
notice-ask = Запитайте в установі, зазначеній унизу сторінки.
notice-other = Заплатити за іншим повідомленням

## On the pages of a payment

pay-elsewhere-title = За цим платіжним повідомленням уже є платіж
pay-elsewhere-text = Тут поки що гроші не списано. Перевірте за годину, чи надійшов інший платіж.
back-to-notices = Назад до платіжних повідомлень
home-notice-title = Ви отримали платіжне повідомлення (Bescheid)?
home-notice-text = Тоді вам потрібен лише номер платежу (Kassenzeichen), указаний у ньому.
