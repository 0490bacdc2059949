### Pages for people who pay. Short sentences, no abbreviations, nothing that frightens.

## What is paid, to whom, under which number

facts-payee = Paid to
facts-description = Payment for
facts-kassenzeichen = Reference number (Kassenzeichen)
facts-kassenzeichen-text = The authority keeps your payment under this number.
items-caption = The amounts in detail
items-description = Payment for
items-amount = Amount
items-total = Total

## Pay page

pay-title = Pay for { $service }
pay-preline = Pay { $tenant } online
pay-amount = Amount to pay
pay-with = Pay with { $method }
pay-what-happens = You will go to { $method } and confirm the payment there. Then you come back here.
pay-privacy = We do not tell { $method } what you are paying for. { $method } gets the amount, the Kassenzeichen and the name of the authority.
pay-no-method = You cannot pay online here at the moment. Please contact the office named at the bottom of this page.
pay-details = Details
pay-until = You can pay until { $time }
pay-until-hint = After that you can no longer pay on this page. If you have not confirmed by then, no money will be taken.
pay-extend = Get more time
pay-cancel = Cancel payment

pay-declined-title = { $method } declined the payment
pay-declined-text = No money was taken. Please try again. At { $method } you can also choose another card or account.
pay-cancelled-title = You have not paid yet
pay-cancelled-text = You came back without paying. No money has been taken so far.
pay-unreachable-title = { $method } is not answering at the moment
pay-unreachable-text = No money has been taken so far. Please try again in a few minutes.
pay-unavailable-title = { $method } is not available here at the moment
pay-unavailable-text = No money has been taken so far. This is not because of you or your card. Please try again later, or contact the office named at the bottom of this page.
pay-attempt-expired-title = Your last attempt has expired
pay-attempt-expired-text = No money has been taken so far. You can start the payment again.
pay-extended-title = You still have time
pay-extended-text = You can pay until { $time }.

## The payer transfers the money

method-bank-transfer = Bank transfer
pay-by-transfer = Pay by bank transfer
pay-by-transfer-text = You transfer the amount yourself at your bank. It takes a few days to reach us.
transfer-title = How to transfer the money
transfer-lead = Transfer the amount at your bank. It is paid when the money has reached us. This takes a few days.
transfer-amount = Amount
transfer-name-check = Your bank checks whether the name matches the IBAN. Copy it exactly as it is written here.
transfer-reference-hint = Give only this number as the payment reference. Otherwise we cannot find your payment.
transfer-code = Code for your banking app
transfer-scan = Scan the code with your banking app. It fills in all the details.
transfer-pdf = Download the details as a PDF
transfer-until = The money must reach us by { $day }
transfer-until-hint = Save the link to this page. It shows whether the money has arrived.
transfer-otherwise = Have you already made the transfer? Then please do not pay again, and do not cancel the payment.
transfer-not-taken-title = Nothing was taken by { $method }
transfer-not-taken-text = Part of the amount has already arrived by bank transfer. Please transfer the rest as well.
transfer-received-title = { $amount } has arrived
transfer-received-text = Please transfer the rest.

## An attempt is open at the provider

continue-title = Your payment is still open
continue-text = You started the payment at { $method }. Continue there to pay.
continue-button = Continue at { $method }
continue-until = This is possible until { $time }.

## We wait for the provider

processing-title = We are checking your payment
processing-text = We are waiting for { $method } to confirm. This usually takes a few seconds.
processing-not-again = Please do not pay again.
processing-refreshes =
    This page refreshes every { $seconds ->
        [one] second
       *[other] { $seconds } seconds
    }
processing-stands-still = This page does not refresh automatically
processing-close = You can also close the page. We will keep checking your payment.
processing-refresh-now = Refresh now
processing-refresh-off = Stop automatic refresh

## Paid

paid-title = You have paid
paid-text = Thank you. { $tenant } has received your payment.
receipt-title = Receipt
receipt-test = Test: no money was moved.
receipt-paid-at = Paid on
receipt-method = Paid with
receipt-number = Receipt number
receipt-pdf = Download receipt as a PDF
receipt-print = You can also print this page.

## The attempt failed

failed-title = The payment did not work
failed-alert-title = No money was taken
failed-alert-text = { $method } could not make the payment. Please try again, for example with another card or account.
failed-retry = Try again with { $method }

## It is over without payment

ended-details = Payment details
cancelled-title = The payment is cancelled
cancelled-text = No money was taken.
expired-title = You ran out of time
expired-text = This payment is no longer possible. No money was taken.
ended-money-title = Money has arrived for this payment
ended-money-text = It came too late or twice. Please do not pay again before this has been settled. The office named at the bottom of this page is checking what happens to the money.
ended-next-application = If you still want to pay, start the payment again where you made your application.
ended-next-notice = This did not pay your notice. Find it again to pay.
ended-next-service = If you still want to pay, fill in the form of the service again.

## Paid before

already-paid-title = This is already paid
already-paid-alert-title = Paid on { $time }
already-paid-alert-text = There is nothing more to do.
already-paid-receipt = View receipt

## Something is wrong

unknown-title = This page does not exist
unknown-text = We cannot find a payment for this link.
unknown-next = What you can do
unknown-check = Check that the link is complete.
unknown-again = Open the link again from the message you received.
unknown-ask = Ask the office that sent you the link.
error-internal-title = Something went wrong on our side
error-internal-text = It is not your fault. Please try again in a few minutes.
error-unavailable-title = This page is not available at the moment
error-unavailable-text = Please try again in a few minutes.
error-too-many-title = That was too many requests
error-too-many-text = Please wait a minute. Then try again.
error-refused-title = We could not accept that
error-refused-text = Reload the previous page and try again.
error-no-double = Have you just paid? Then please do not pay again. Open the page of the payment once more: it shows whether your payment has arrived.
error-reference = If you contact us, please tell us this number:

## A tenant's front page

authorities-title = Choose an authority
authorities-text = Which authority would you like to pay?
home-title = Pay online
home-text = { $tenant } takes payments here.
home-link-title = Do you have a link?
home-link-text = Open the link. It takes you straight to your payment. You do not need to sign in.
home-no-link-title = No link?
home-no-link-text = Make your application online first. At the end it brings you here by itself.
home-safe-title = Your data
home-safe-text = These pages set no cookies. Nothing is loaded from other providers before you choose how to pay.
