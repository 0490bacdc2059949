### The receipt as PDF. What it shares with the page is in citizen.ftl.

pdf-amount = Amount paid
pdf-service = Type of payment
pdf-valid = This receipt was made automatically and is valid without a signature.
pdf-no-proof = This receipt is not proof of payment.
pdf-page = Page
pdf-of = of
