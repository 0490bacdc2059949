//! Views: what a transaction offers for one noun, `tx.claims().by_number(…)`.
//!
//! A room's view is reached from the transaction, that of a further noun from its room's:
//! `tx.claims().imports()`, as the module is `claims::imports`. A [`ReadTx`] gives views that only
//! read; a [`WriteTx`] gives those that write, which dereference to the others.
//!
//! [`ReadTx`]: crate::ReadTx
//! [`WriteTx`]: crate::WriteTx

/// Declares the two views of a noun: `Read / Write in tx as name`, or
/// `Read / Write in ParentRead / ParentWrite as name`.
macro_rules! views {
    ($read:ident / $write:ident in tx as $name:ident) => {
        $crate::engine::tx::views::views!(@types $read $write $name);

        impl $crate::ReadTx {
            pub const fn $name(&mut self) -> $read<'_> {
                $read { tx: self }
            }
        }

        impl $crate::WriteTx {
            pub fn $name(&mut self) -> $write<'_> {
                $write($read { tx: self })
            }
        }
    };
    ($read:ident / $write:ident in $parent:ident / $parent_write:ident as $name:ident) => {
        $crate::engine::tx::views::views!(@types $read $write $name);

        impl<'t> $parent<'t> {
            pub fn $name(self) -> $read<'t> {
                $read { tx: self.tx }
            }
        }

        impl<'t> $parent_write<'t> {
            pub fn $name(self) -> $write<'t> {
                $write(self.0.$name())
            }
        }
    };
    (@types $read:ident $write:ident $name:ident) => {
        #[doc = concat!("Reads of `", stringify!($name), "`.")]
        pub struct $read<'t> {
            pub(crate) tx: &'t mut $crate::ReadTx,
        }

        #[doc = concat!("Reads and writes of `", stringify!($name), "`.")]
        pub struct $write<'t>(pub(crate) $read<'t>);

        impl<'t> std::ops::Deref for $write<'t> {
            type Target = $read<'t>;

            fn deref(&self) -> &$read<'t> {
                &self.0
            }
        }

        impl<'t> std::ops::DerefMut for $write<'t> {
            fn deref_mut(&mut self) -> &mut $read<'t> {
                &mut self.0
            }
        }
    };
}
pub(crate) use views;
