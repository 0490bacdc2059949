### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = الإيصال بالبريد الإلكتروني
mail-ask-text = نرسل إليك الإيصال كملف PDF.
mail-ask-label = عنوان بريدك الإلكتروني
mail-ask-hint = مثلًا name@example.com
mail-ask-send = إرسال الإيصال
mail-ask-errors = يرجى التحقق مما أدخلته
mail-ask-wrong = يرجى إدخال عنوان بريد إلكتروني، مثلًا name@example.com.
mail-address-erased = نحذف عنوان بريدك الإلكتروني بعد الإرسال.
mail-address-kept =
    نحتفظ بعنوان بريدك الإلكتروني { $days ->
        [zero] { $days } يوم
        [one] يومًا واحدًا
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }، لنكتب إليك إذا أعدنا إليك مبلغًا. بعد ذلك نحذفه.
mail-sent-title = الإيصال في الطريق إليك
mail-sent-text = يصل غالبًا خلال بضع دقائق. إن لم يصل فيرجى النظر أيضًا في مجلد الرسائل غير المرغوب فيها.
mail-many-title = لقد طلبت هذا الإيصال عدة مرات اليوم
mail-many-text = يمكنك تنزيل الإيصال هنا كملف PDF. ويمكنك طلبه بالبريد الإلكتروني مرة أخرى غدًا.

## Finding it again

receipt-again-title = كيف تجد هذا الإيصال مرة أخرى
receipt-again-text = يرجى حفظ هذا الرابط. من يعرفه يمكنه رؤية الإيصال.

## Money went back

refund-title = أعدنا إليك مبلغًا
refund-line = { $amount } في { $time }
refund-where = يعود المال بالطريقة التي دفعت بها. وقد يستغرق وصوله بضعة أيام.
refund-transferred = نحوّل المال إليكم عبر البنك. وقد يستغرق وصوله بضعة أيام.
refund-pdf = تنزيل إفادة إعادة المبلغ بصيغة PDF
refund-pdf-title = إفادة بإعادة مبلغ
refund-pdf-amount = المبلغ المعاد
refund-pdf-at = تاريخ الإعادة
refund-pdf-items = المبالغ المعادة بالتفصيل
refund-pdf-item = تاريخ الإعادة
refund-pdf-valid = أُنشئت هذه الإفادة تلقائيًا وهي صالحة دون توقيع.
refund-pdf-note = كنت قد دفعت { $amount } في { $time }.

## Letters

message-hello = مرحبًا،
message-receipt-subject = إيصال الدفع: { $tenant }
message-receipt = وصلت دفعتك إلى { $tenant }. تجد الإيصال مرفقًا كملف PDF.
message-refund-subject = إعادة مبلغ إليك: { $tenant }
message-refund = أعدنا إليك مبلغًا. المرسل: { $tenant }. وقد يستغرق وصوله بضعة أيام. تجد الإفادة مرفقة كملف PDF.
message-authority-subject = إيصال عن دفعة: { $tenant }
message-authority = وصلت هذه الدفعة إلى { $tenant }. تجد الإيصال مرفقًا كملف PDF.
message-find-again = تجد الإيصال مرة أخرى عبر هذا الرابط:
message-no-answer = يرجى عدم الرد على هذه الرسالة. لا يمكننا قراءة ردك.
message-address-erased = استخدمنا عنوان بريدك الإلكتروني لهذه الرسالة فقط. ونحذفه بعد الإرسال.
message-address-kept =
    نحتفظ بعنوان بريدك الإلكتروني { $days ->
        [zero] { $days } يوم
        [one] يومًا واحدًا
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }، لنكتب إليك إذا أعدنا إليك مبلغًا. بعد ذلك نحذفه.

## The slip of a notice

slip-title = كيف تدفع
slip-due = آخر يوم للدفع
slip-online = الدفع عبر الإنترنت
slip-online-scan = يرجى مسح الرمز بكاميرا الهاتف.
slip-online-type = أو فتح هذه الصفحة وإدخال رقم الدفع (Kassenzeichen):
slip-online-alt = رمز QR فيه رابط الصفحة التي تدفع فيها عبر الإنترنت
slip-transfer = الدفع بحوالة مصرفية
slip-transfer-scan = يرجى مسح الرمز بتطبيق المصرف. أو إجراء التحويل بنفسك:
slip-transfer-alt = رمز QR فيه بيانات الحوالة، وهي مكتوبة بجانبه أيضًا
slip-holder = الجهة المستفيدة (Empfänger)
slip-iban = IBAN
slip-bic = BIC
slip-remittance = الغرض من التحويل (Verwendungszweck)
slip-test = اختبار: لا يُنقل أي مال هنا.
