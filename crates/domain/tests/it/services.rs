mod form;
mod lifecycle;
