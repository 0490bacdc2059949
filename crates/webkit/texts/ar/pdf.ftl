### The receipt as PDF. What it shares with the page is in citizen.ftl.

pdf-amount = المبلغ المدفوع
pdf-service = نوع الدفع
pdf-valid = أُنشئ هذا الإيصال تلقائيًا وهو صالح دون توقيع.
pdf-no-proof = هذا الإيصال ليس إثباتًا للدفع.
pdf-page = صفحة
pdf-of = من
