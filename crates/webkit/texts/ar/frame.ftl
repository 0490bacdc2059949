### What stands around every page: top, bottom, way back.

skip-to-content = الانتقال إلى المحتوى
languages = اختيار اللغة
test-title = نظام للاختبار.
test-text = لا تُنقل هنا أي أموال حقيقية.
contact = هل لديك أسئلة؟
legal-links = معلومات قانونية
imprint = بيانات الناشر (Impressum)
privacy = حماية البيانات
accessibility = إمكانية الوصول
back-to-application = العودة إلى الطلب
back-to-service = العودة إلى الخدمة
