### The receipt as PDF. What it shares with the page is in citizen.ftl.

pdf-amount = Ödenen tutar
pdf-service = Ödeme türü
pdf-valid = Bu makbuz otomatik olarak hazırlanmıştır ve imzasız geçerlidir.
pdf-no-proof = Bu makbuz bir ödemenin kanıtı değildir.
pdf-page = Sayfa
pdf-of = /
