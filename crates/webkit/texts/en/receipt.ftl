### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Receipt by e-mail
mail-ask-text = We will send you the receipt as a PDF.
mail-ask-label = Your e-mail address
mail-ask-hint = For example name@example.com
mail-ask-send = Send the receipt
mail-ask-errors = Please check what you entered
mail-ask-wrong = Enter an e-mail address, for example name@example.com.
mail-address-erased = After that we delete your e-mail address.
mail-address-kept = We keep your e-mail address for { $days } days, so that we can write to you if you get money back. After that we delete it.
mail-sent-title = The receipt is on its way
mail-sent-text = It will arrive in a few minutes. If it does not, please look in your spam folder too.
mail-many-title = You have asked for this receipt several times today
mail-many-text = Download the receipt here as a PDF. You can ask for it by e-mail again tomorrow.

## Finding it again

receipt-again-title = How to find this receipt again
receipt-again-text = Keep this link. Whoever knows it can see the receipt.

## Money went back

refund-title = You got money back
refund-line = { $amount } on { $time }
refund-where = The money goes back the way you paid it.
refund-pdf = Notice of the refund as a PDF
refund-pdf-title = Notice of a refund
refund-pdf-amount = Amount refunded
refund-pdf-at = Refunded on
refund-pdf-items = The refunds in detail
refund-pdf-item = Refunded on
refund-pdf-valid = This notice was made automatically and is valid without a signature.
refund-pdf-note = You had paid { $amount } on { $time }.

## Letters

letter-hello = Hello,
letter-receipt-subject = Your receipt from { $tenant }
letter-receipt = Your payment to { $tenant } has arrived. The receipt is attached as a PDF.
letter-refund-subject = Your refund from { $tenant }
letter-refund = You got money back from { $tenant }. The notice is attached as a PDF.
letter-authority-subject = Receipt for a payment to { $tenant }
letter-authority = This payment to { $tenant } has arrived. The receipt is attached as a PDF.
letter-find-again = You can find the receipt again here:
letter-no-answer = Please do not answer this e-mail. We cannot read your answer.

## The slip of a notice

slip-title = How to pay
slip-due = Payable until
slip-online = Pay online
slip-online-scan = Scan the code with the camera of your phone.
slip-online-type = Or open this page and enter the reference number (Kassenzeichen):
slip-online-alt = QR code with the link to the page where you pay online
slip-transfer = Pay by bank transfer
slip-transfer-scan = Scan the code with the app of your bank. Or make the transfer yourself:
slip-transfer-alt = QR code with the details of the transfer; they also stand beside it
slip-holder = Payee
slip-iban = IBAN
slip-bic = BIC
slip-remittance = Reference
slip-test = Test: no money is moved here.
