### Paying a notice: what stands on paper becomes a payment.

## The form

notice-title = دفع مبلغ مطلوب بإشعار رسمي (Bescheid)
notice-title-wrong = خطأ: { $title }
notice-wrong = يرجى مراجعة ما أدخلته
notice-lead = هل وصلتك رسالة أو مخالفة عليها رقم الدفع (Kassenzeichen)؟ يرجى إدخال الرقم هنا.
notice-number = رقم الدفع (Kassenzeichen)
notice-number-hint = تجده على الإشعار. المسافات والنقاط والشرطات غير مهمة.
notice-pin = الرقم السري (PIN)
notice-pin-hint = تجده على الإشعار.
notice-amount = المبلغ
notice-amount-hint = كما هو مكتوب على الإشعار. مثال: 55,00
notice-birth = تاريخ الميلاد
notice-birth-hint = تاريخ ميلاد الشخص الموجه إليه الإشعار. مثال: 31.12.1980
notice-several = الرقم السري أو المبلغ أو تاريخ الميلاد
notice-several-hint = مكتوب على الإشعار ما نحتاج إليه منك. إذا لم يكن مكتوبًا شيء فيرجى ترك الحقل فارغًا.
notice-find = البحث عن الإشعار
notice-help-title = لا تجد رقم الدفع؟
notice-help-text = تجده غالبًا في أعلى الإشعار على اليمين، ومرة أخرى في الأسفل عند الحساب البنكي. ويسمى في بعض الإشعارات Buchungszeichen أو Kassenkonto. ولا يُستخدم Aktenzeichen إلا إذا لم يوجد رقم آخر.

## What is wrong with the fields

notice-number-missing = يرجى إدخال رقم الدفع.
notice-number-length = عدد خانات رقم الدفع: { $expected }. وقد أدخلت: { $length }.
notice-number-character = الرمز { $character } لا يوجد في أرقام الدفع.
notice-number-check-digit = هناك رقم خاطئ في رقم الدفع أو رقمان متبادلان. يرجى مقارنته بالإشعار مرة أخرى.
notice-number-looks-like = هل تقصد { $suggestion }؟ هناك حرف ورقم متشابهان.
notice-number-not-ours = رقم الدفع هذا ليس من هذه الجهة: { $tenant }. يرجى مقارنته بالإشعار مرة أخرى.
notice-not-found = لم نجد شيئًا بهذا الرقم. يرجى مقارنته بالإشعار مرة أخرى.
notice-not-found-both = لم نجد شيئًا بهذه البيانات. يرجى مقارنة الحقلين بالإشعار مرة أخرى.
notice-too-many = وصلتنا من هنا إدخالات خاطئة كثيرة. يمكنك المحاولة مرة أخرى بعد: { $time }.
notice-pin-wrong = يرجى إدخال الرقم السري المكتوب على الإشعار.
notice-amount-wrong = يرجى إدخال المبلغ هكذا: 55,00
notice-birth-wrong = يرجى إدخال تاريخ الميلاد هكذا: 31.12.1980
notice-several-missing = نحتاج لهذا الإشعار إلى معلومة أخرى: الرقم السري أو المبلغ أو تاريخ الميلاد.
notice-several-wrong = يرجى إدخال واحد مما يلي: الرقم السري من الإشعار، أو المبلغ هكذا: 55,00، أو تاريخ الميلاد هكذا: 31.12.1980

## What was found

notice-one-title = إشعارك
notice-several-title = إشعاراتك
notice-open = المبلغ المتبقي
notice-pay = دفع { $amount }
notice-pay-next = في الخطوة التالية تختار طريقة الدفع.
notice-part = دفع جزء
notice-part-hint = الحد الأدنى: { $least }. ويبقى الباقي مستحقًا عليك في الموعد نفسه.
notice-pay-part = دفع هذا الجزء
notice-part-not-an-amount = يرجى إدخال المبلغ هكذا: 20,00
notice-part-too-small = يجب ألا يقل المبلغ عن { $least }.
notice-part-too-large = هذا أكثر من المبلغ المتبقي.
notice-already-paid = المدفوع حتى الآن
notice-due = آخر يوم للدفع
notice-remove = عدم دفع هذا الإشعار الآن
notice-more-title = إضافة إشعار آخر
notice-more-text = يمكنك دفع عدة إشعارات معًا.
notice-add = إضافة الإشعار
notice-to-basket = العودة إلى الإشعارات الأخرى
notice-changed-title = تغير شيء ما
notice-changed-text = ترى هنا ما يجب دفعه الآن.
notice-not-together-title = لا يمكنك دفع هذه الإشعارات معًا
notice-not-together-text = يذهب المال إلى حسابات مختلفة. يرجى دفع الإشعارات واحدًا بعد الآخر.
notice-too-little-title = لا يمكن دفع هذا المبلغ عبر الإنترنت
notice-too-little-text = الحد الأدنى للدفع عبر الإنترنت: { $least }. يرجى تحويل المبلغ عن طريق البنك.
notice-too-much-title = لا يمكن دفع هذا المبلغ عبر الإنترنت
notice-too-much-text = الحد الأقصى للدفع عبر الإنترنت: { $most }. يرجى تحويل المبلغ عن طريق البنك.
notice-too-much-several = الحد الأقصى للدفع عبر الإنترنت: { $most }. يرجى دفع عدد أقل من الإشعارات في المرة الواحدة أو تحويل المبلغ عن طريق البنك.
notice-too-often-title = بدأ الدفع اليوم مرات كثيرة جدًا
notice-too-often-text = يمكنك الدفع من هنا عبر الإنترنت غدًا مرة أخرى. أو حوّل المبلغ عن طريق البنك.
notice-lapsed-title = يرجى البحث عن الإشعارات مرة أخرى
notice-lapsed-text = بقيت الصفحة مفتوحة وقتًا طويلًا. لم تعد الإشعارات السابقة في القائمة.
notice-full-title = لا يمكن إضافة إشعارات أخرى
notice-full-text = يرجى دفع هذه أولًا. ثم يمكنك دفع غيرها.

## Why it cannot be paid now

notice-paid-title = تم دفع هذا من قبل
notice-paid-text = وصلنا المبلغ كاملًا.
notice-paid-next = لا يلزمك فعل أي شيء.
notice-cancelled-title = لم يعد عليك دفع هذا
notice-cancelled-text = لم يعد هذا المبلغ مستحقًا.
notice-blocked-title = لم يعد بإمكانك دفع هذا هنا
notice-blocked-text = بدأ التنفيذ الجبري (Vollstreckung) لهذا الدين. يرجى عدم الدفع هنا.
notice-not-yet-title = لا يمكنك دفع هذا بعد
notice-not-yet-text = يمكنك الدفع هنا ابتداءً من: { $day }.
notice-not-yet-next = يرجى العودة حينها برقم الدفع نفسه.
notice-no-longer-title = لم يعد الدفع عبر الإنترنت ممكنًا
notice-no-longer-text = آخر يوم للدفع عبر الإنترنت كان: { $day }. ما زال المبلغ مستحقًا ويجب دفعه، مثلًا بحوالة مصرفية.
notice-under-way-title = يجري التحقق من عملية دفع
notice-under-way-text = هناك عملية دفع جارية لهذا الإشعار. يرجى عدم الدفع مرة أخرى.
notice-under-way-next = يرجى التحقق مرة أخرى بعد ساعة.
notice-paused-title = لا يمكنك دفع هذا هنا في الوقت الحالي
notice-paused-text = الدفع عبر الإنترنت غير متاح الآن لهذا النوع من الإشعارات.
notice-ask = يرجى سؤال الجهة المذكورة في أسفل هذه الصفحة.
notice-other = دفع إشعار آخر

## On the pages of a payment

pay-elsewhere-title = هناك عملية دفع جارية لهذا الإشعار
pay-elsewhere-text = لم يُخصم هنا أي مبلغ حتى الآن. يرجى التحقق بعد ساعة هل وصلت عملية الدفع الأخرى.
back-to-notices = العودة إلى الإشعارات
home-notice-title = هل وصلك إشعار رسمي (Bescheid)؟
home-notice-text = إذن لا تحتاج إلا إلى رقم الدفع (Kassenzeichen) المكتوب عليه.
