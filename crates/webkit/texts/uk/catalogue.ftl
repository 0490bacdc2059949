### The catalogue: finding a service, filling in what it asks, and what can be wrong.

## List and search

services-title = Оплата послуг онлайн
services-search = За що ви хочете заплатити?
services-search-hint = Пишіть німецькою, наприклад:
services-search-button = Шукати
services-found =
    { $count ->
        [one] Знайдено { $count } послугу
        [few] Знайдено { $count } послуги
        [many] Знайдено { $count } послуг
       *[other] Знайдено { $count } послуги
    }
services-none-title = За цим запитом ми нічого не знайшли
services-none-text = Спробуйте інше або коротше слово німецькою.
services-empty = Зараз ми тут не пропонуємо послуг.
services-all = Показати всі послуги
home-services-title = Знаєте, за що хочете заплатити?
home-services-text = Виберіть послугу й одразу заплатіть. Входити в обліковий запис не потрібно.
home-services-link = Показати послуги

## What it costs

fee-fixed = { $amount }
fee-from = від { $amount }
fee-each = { $amount } за одиницю
fee-free = від { $least } до { $most }

## A service and its form

service-fee = Скільки це коштує
service-fields = Ваші дані
service-option = Яка ціна діє для вас?
service-option-hint = Виберіть, будь ласка, одну ціну.
service-quantity = Кількість
service-amount = Сума в євро
service-pick = Виберіть, будь ласка
service-next = На наступному кроці ви побачите суму й виберете спосіб оплати.
service-button = Далі до оплати
service-filled-in-title = Дещо ми вже заповнили за вас
service-filled-in-text = Ці дані є в посиланні, за яким ви прийшли. Перевірте їх, будь ласка.
service-again-title = Надішліть, будь ласка, форму ще раз
service-again-text = Нічого не втрачено, і гроші не списано.
field-optional = { $field } (за бажанням)
hint-quantity = Від { $least } до { $most }
hint-amount = Від { $least } до { $most }, наприклад 12,50
hint-date = Наприклад: 31.12.2026
hint-plate = Наприклад: MS-AB 123
hint-email = Наприклад: name@example.com

## What is wrong with a form

service-wrong = Перевірте, будь ласка, ваші дані
service-wrong-title = Перевірте, будь ласка: { $service }
wrong-at = { $field }: { $problem }
wrong-missing = Заповніть, будь ласка, це поле.
wrong-not-offered = Виберіть, будь ласка, щось зі списку.
wrong-card = У цьому полі є номер картки. Видаліть, будь ласка, цей номер. Він нам не потрібен, і зберігати його ми не маємо права.
wrong-number = Напишіть, будь ласка, ціле число, наприклад 2.
wrong-too-small = Вкажіть, будь ласка, не менше ніж { $least }.
wrong-too-large = Вкажіть, будь ласка, не більше ніж { $most }.
wrong-amount = Напишіть, будь ласка, суму в євро, наприклад 12,50.
wrong-amount-unclear = Напишіть, будь ласка, також центи, наприклад 1234,00.
wrong-too-long =
    Напишіть, будь ласка, не більше ніж { $most ->
        [one] { $most } знак
        [few] { $most } знаки
        [many] { $most } знаків
       *[other] { $most } знака
    }.
wrong-signs = У цьому полі є невидимий знак. Напишіть, будь ласка, текст із клавіатури, не вставляйте його.
wrong-date = Напишіть, будь ласка, день, який існує, наприклад 31.12.2026.
wrong-too-early = Можливо починаючи з такого дня: { $day }.
wrong-too-late = Останній можливий день: { $day }.
wrong-plate = Напишіть, будь ласка, німецький номер автомобіля, наприклад MS-AB 123.
wrong-plate-unclear = Поставте, будь ласка, дефіс після коду міста, наприклад MS-AB 123.
wrong-email = Напишіть, будь ласка, адресу електронної пошти, наприклад name@example.com.

## When there is no form

link-bad-title = Це посилання неправильне
link-bad-text = Посилання неповне, або його хтось змінив. Ми нічого з нього не взяли.
link-expired-title = Це посилання вже не дійсне
link-expired-text = Його час минув. Ми нічого з нього не взяли.
link-open-again = Відкрийте сторінку, де ви знайшли посилання, і перейдіть за ним там ще раз.
link-without = Або заповніть форму самі
paused-title = Зараз це неможливо
paused-text = Цю послугу зараз не можна оплатити онлайн. Спробуйте, будь ласка, пізніше.
retired-title = Цієї послуги тут більше немає
retired-text = Її більше не можна оплатити онлайн. Зверніться, будь ласка, до установи, вказаної внизу сторінки.
