### What stands around every page: top, bottom, way back.

skip-to-content = Перейти до вмісту
languages = Вибрати мову
test-title = Тестовий режим.
test-text = Тут немає руху справжніх грошей.
contact = Маєте запитання?
legal-links = Правова інформація
imprint = Вихідні дані (Impressum)
privacy = Захист даних
accessibility = Доступність
back-to-application = Назад до заяви
back-to-service = Назад до послуги
