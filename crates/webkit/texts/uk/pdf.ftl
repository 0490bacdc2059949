### The receipt as PDF. What it shares with the page is in citizen.ftl.

pdf-amount = Сплачена сума
pdf-service = Вид платежу
pdf-valid = Цю квитанцію створено автоматично, вона дійсна без підпису.
pdf-no-proof = Ця квитанція не є підтвердженням оплати.
pdf-page = Сторінка
pdf-of = з
