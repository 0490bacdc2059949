### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = Pay a payment notice (Bescheid)
notice-title-wrong = Error: { $title }
notice-wrong = Check what you entered
notice-lead = Have you received a letter or a ticket with a reference number (Kassenzeichen)? Enter it here.
notice-number = Reference number (Kassenzeichen)
notice-number-hint = It is on the notice. Spaces, dots and dashes do not matter.
notice-pin = PIN
notice-pin-hint = It is on the notice.
notice-amount = Amount
notice-amount-hint = As it is on the notice. You can write 55,00 or 55.00
notice-birth = Date of birth
notice-birth-hint = Of the person the notice is addressed to. For example: 31.12.1980
notice-several = PIN, amount or date of birth
notice-several-hint = The notice says which of them we need. If it says nothing, leave this empty.
notice-find = Find the notice
notice-help-title = You cannot find the reference number?
notice-help-text = It is usually at the top right of the notice, and again at the bottom near the bank account. Some notices call it Buchungszeichen or Kassenkonto. Use the Aktenzeichen only if there is no other number.

## What is wrong with the fields

notice-number-missing = Enter the reference number.
notice-number-length =
    The reference number has { $expected ->
        [one] { $expected } character
       *[other] { $expected } characters
    }. You entered { $length }.
notice-number-character = Check the reference number: the character { $character } does not belong in it.
notice-number-check-digit = Check the reference number: one digit is wrong, or two are swapped. Compare it with the notice again.
notice-number-looks-like = Check the reference number: do you mean { $suggestion }? You may have typed a letter instead of a number.
notice-number-not-ours = This reference number does not belong to { $tenant }. Compare it with the notice again.
notice-not-found = We find nothing for this reference number. Compare it with the notice again.
notice-not-found-both = We find nothing for what you entered. Compare both fields with the notice again.
notice-too-many = There were too many wrong entries from here. You can try again from { $time }.
notice-pin-wrong = Enter the PIN that is on the notice.
notice-amount-wrong = Enter the amount like this: 55.00
notice-birth-wrong = Enter the date of birth like this: 31.12.1980
notice-several-missing = For this notice we need one more thing: the PIN, the amount or the date of birth.
notice-several-wrong = Enter the PIN from the notice, the amount like this: 55.00, or the date of birth like this: 31.12.1980

## What was found

notice-one-title = Your notice
notice-several-title = Your notices
notice-open = Still to pay
notice-pay = Pay { $amount }
notice-pay-next = In the next step you choose how to pay.
notice-part = Pay a part
notice-part-hint = At least { $least }. You still owe the rest, and the due date stays the same.
notice-pay-part = Pay this part
notice-part-not-an-amount = Enter the amount like this: 20.00
notice-part-too-small = The amount must be at least { $least }.
notice-part-too-large = That is more than there is to pay.
notice-already-paid = Already paid
notice-due = Pay by
notice-remove = Do not pay this notice now
notice-more-title = Add another notice
notice-more-text = You can pay several notices together.
notice-add = Add this notice
notice-to-basket = Back to the other notices
notice-changed-title = Something has changed
notice-changed-text = Here you see what is to be paid now.
notice-not-together-title = You cannot pay these notices together
notice-not-together-text = The money goes to different accounts. Pay the notices one after another.
notice-too-little-title = You cannot pay this amount online
notice-too-little-text = Online you can pay { $least } or more. Transfer the amount from your bank.
notice-too-much-title = You cannot pay this amount online
notice-too-much-text = Online you can pay up to { $most }. Transfer the amount from your bank.
notice-too-much-several = Online you can pay up to { $most }. Pay fewer notices together, or transfer the amount from your bank.
notice-too-often-title = Paying was begun very often today
notice-too-often-text = You can pay online here again tomorrow. Or you transfer the amount from your bank.
notice-lapsed-title = Please find the notices again
notice-lapsed-text = The page was open for too long. The notices from before are no longer in the list.
notice-full-title = You cannot add more notices
notice-full-text = Pay these first. Then you can pay others.

## Why it cannot be paid now

notice-paid-title = This has been paid
notice-paid-text = The whole amount has arrived.
notice-paid-next = You do not need to do anything.
notice-cancelled-title = You do not need to pay this any more
notice-cancelled-text = You no longer owe this.
notice-blocked-title = You cannot pay this here any more
notice-blocked-text = Enforcement has started for this debt. Do not pay it here.
notice-not-yet-title = You cannot pay this yet
notice-not-yet-text = You can pay it here from { $day }.
notice-not-yet-next = Come back then with the same reference number.
notice-no-longer-title = You can no longer pay this online
notice-no-longer-text = That was possible until { $day }. You still have to pay the amount, for example by bank transfer.
notice-under-way-title = A payment is being checked
notice-under-way-text = A payment for this notice is under way. Please do not pay again.
notice-under-way-next = Look again in an hour.
notice-paused-title = You cannot pay this here at present
notice-paused-text = This kind of notice cannot be paid online at the moment.
notice-ask = Ask the office named at the bottom of this page.
notice-other = Pay another notice

## On the pages of a payment

pay-elsewhere-title = A payment for this notice is already under way
pay-elsewhere-text = No money has been taken here so far. Look again in an hour whether the other payment has arrived.
back-to-notices = Back to the notices
home-notice-title = Have you received a payment notice (Bescheid)?
home-notice-text = Then you only need the reference number (Kassenzeichen) on it.
