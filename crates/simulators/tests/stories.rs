//! Stories of shops, buyers and the provider, told to the simulator without a socket.

#[cfg(test)]
mod stories {
    mod captures;
    mod deliveries;
    mod faults;
    mod orders;
    mod pages;
    mod published;
    mod refunds;
    mod replay;
    mod reports;
    pub(crate) mod shop;
    mod webhooks;
    mod wire;
}
