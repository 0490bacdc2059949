### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = Receipt by email
mail-ask-text = We will send you the receipt as a PDF.
mail-ask-label = Your email address
mail-ask-hint = For example name@example.com
mail-ask-send = Send the receipt
mail-ask-errors = Check what you entered
mail-ask-wrong = Enter an email address, for example name@example.com.
mail-address-erased = We delete your email address after sending.
mail-address-kept =
    We keep your email address for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, so that we can write to you if we refund money. After that we delete it.
mail-sent-title = The receipt is on its way
mail-sent-text = It usually arrives in a few minutes. If it does not, please look in your spam folder too.
mail-many-title = You have asked for this receipt several times today
mail-many-text = Download the receipt here as a PDF. You can ask for it by email again tomorrow.

## Finding it again

receipt-again-title = How to find this receipt again
receipt-again-text = Keep this link. Whoever knows it can see the receipt.

## Money went back

refund-title = We have refunded you
refund-line = { $amount } on { $time }
refund-where = The money goes back the way you paid it. It can take a few days to arrive.
refund-transferred = We transfer the money to you. It can take a few days to arrive.
refund-pdf = Download the refund letter as a PDF
refund-pdf-title = Letter about a refund
refund-pdf-amount = Amount refunded
refund-pdf-at = Refunded on
refund-pdf-items = The refunds in detail
refund-pdf-item = Refunded on
refund-pdf-valid = This letter was made automatically and is valid without a signature.
refund-pdf-note = You had paid { $amount } on { $time }.

## Letters

message-hello = Hello,
message-receipt-subject = Your receipt: { $tenant }
message-receipt = Your payment to { $tenant } has arrived. The receipt is attached as a PDF.
message-refund-subject = Your refund: { $tenant }
message-refund = { $tenant } has refunded you. It can take a few days for the money to arrive. A letter about it is attached as a PDF.
message-authority-subject = Receipt for a payment: { $tenant }
message-authority = This payment to { $tenant } has arrived. The receipt is attached as a PDF.
message-find-again = You can find the receipt again here:
message-no-answer = Please do not answer this email. We cannot read your answer.
message-address-erased = We used your email address only for this message. We delete it after sending.
message-address-kept =
    We keep your email address for { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, so that we can write to you if we refund money. After that we delete it.

## The slip of a notice

slip-title = How to pay
slip-due = Pay by
slip-online = Pay online
slip-online-scan = Scan the code with the camera of your phone.
slip-online-type = Or open this page and enter the reference number (Kassenzeichen):
slip-online-alt = QR code with the link to the page where you pay online
slip-transfer = Pay by bank transfer
slip-transfer-scan = Scan the code with the app of your bank. Or make the transfer yourself:
slip-transfer-alt = QR code with the details of the transfer; they are also written beside it
slip-holder = Payee (Empfänger)
slip-iban = IBAN
slip-bic = BIC
slip-remittance = Reference (Verwendungszweck)
slip-test = Test: no money is moved here.
