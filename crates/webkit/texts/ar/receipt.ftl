### The receipt again: by e-mail, by link, refunds, and the slip of a notice.

## The form on the receipt page

mail-ask-title = الإيصال بالبريد الإلكتروني
mail-ask-text = نرسل إليك الإيصال كملف PDF.
mail-ask-label = عنوان بريدك الإلكتروني
mail-ask-hint = مثلًا name@example.com
mail-ask-send = إرسال الإيصال
mail-ask-errors = يرجى التحقق مما أدخلته
mail-ask-wrong = أدخل عنوان بريد إلكتروني، مثلًا name@example.com.
mail-address-erased = بعد ذلك نحذف عنوان بريدك الإلكتروني.
mail-address-kept = نحتفظ بعنوان بريدك الإلكتروني { $days } يومًا، لنكتب إليك إذا استرددت مالًا. بعد ذلك نحذفه.
mail-sent-title = الإيصال في الطريق إليك
mail-sent-text = يصل خلال بضع دقائق. إن لم يصل فانظر أيضًا في مجلد الرسائل غير المرغوب فيها.
mail-many-title = لقد طلبت هذا الإيصال عدة مرات اليوم
mail-many-text = يمكنك تنزيل الإيصال هنا كملف PDF. ويمكنك طلبه بالبريد الإلكتروني مرة أخرى غدًا.

## Finding it again

receipt-again-title = كيف تجد هذا الإيصال مرة أخرى
receipt-again-text = احفظ هذا الرابط. من يعرفه يمكنه رؤية الإيصال.

## Money went back

refund-title = لقد استرددت مالًا
refund-line = { $amount } في { $time }
refund-where = يعود المال بالطريقة التي دفعت بها.
refund-pdf = إشعار الاسترداد كملف PDF
refund-pdf-title = إشعار باسترداد مال
refund-pdf-amount = المبلغ المسترد
refund-pdf-at = تاريخ الاسترداد
refund-pdf-items = المبالغ المستردة بالتفصيل
refund-pdf-item = تاريخ الاسترداد
refund-pdf-valid = أُنشئ هذا الإشعار تلقائيًا وهو صالح دون توقيع.
refund-pdf-note = كنت قد دفعت { $amount } في { $time }.

## Letters

letter-hello = مرحبًا،
letter-receipt-subject = إيصالك من { $tenant }
letter-receipt = وصلت دفعتك إلى { $tenant }. تجد الإيصال مرفقًا كملف PDF.
letter-refund-subject = استرداد مالك من { $tenant }
letter-refund = لقد استرددت مالًا من { $tenant }. تجد الإشعار مرفقًا كملف PDF.
letter-authority-subject = إيصال عن دفعة إلى { $tenant }
letter-authority = وصلت هذه الدفعة إلى { $tenant }. تجد الإيصال مرفقًا كملف PDF.
letter-find-again = تجد الإيصال مرة أخرى عبر هذا الرابط:
letter-no-answer = يرجى عدم الرد على هذه الرسالة. لا يمكننا قراءة ردك.

## The slip of a notice

slip-title = كيف تدفع
slip-due = آخر يوم للدفع
slip-online = الدفع عبر الإنترنت
slip-online-scan = امسح الرمز بكاميرا هاتفك.
slip-online-type = أو افتح هذه الصفحة وأدخل رقم Kassenzeichen:
slip-online-alt = رمز QR فيه رابط الصفحة التي تدفع فيها عبر الإنترنت
slip-transfer = الدفع بحوالة مصرفية
slip-transfer-scan = امسح الرمز بتطبيق مصرفك. أو قم بالتحويل بنفسك:
slip-transfer-alt = رمز QR فيه بيانات الحوالة، وهي مكتوبة بجانبه أيضًا
slip-holder = المستفيد
slip-iban = IBAN
slip-bic = BIC
slip-remittance = الغرض من التحويل
slip-test = اختبار: لا يُنقل أي مال هنا.
