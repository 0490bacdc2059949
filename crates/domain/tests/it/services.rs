mod form;
mod life;
