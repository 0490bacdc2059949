mod calendar;
mod money;
