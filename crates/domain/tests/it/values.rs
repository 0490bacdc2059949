mod calendar;
mod money;
mod text;
