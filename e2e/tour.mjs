// Every look a page can get in the demo, one after the other.

import { BUYER, atPayPal } from "./buyer_page.mjs";

const CENTS = 3070;

/** Leads the payer through all states and calls `at(name)` in each. */
export async function tour({ payer, service, town }, at) {
  const open = async (asked) => payer.open(asked.transactionRedirectUrl);
  const asked = await service.ask(CENTS);
  const tenant = new URL(asked.transactionRedirectUrl).pathname.split("/pay/")[0];

  await payer.open(new URL(tenant, town.base_url).href);
  await at("home");
  await payer.open(town.citizen.catalogue_url);
  await at("services");
  await payer.open(`${town.citizen.catalogue_url}/bewohnerparken`);
  await at("service");
  await open(asked);
  await at("pay");
  await payer.press("pay-extend");
  await at("pay-extended");
  await payer.press("pay-with");
  await atPayPal(payer, BUYER.cancels);
  await at("pay-cancelled-at-provider");
  await payer.press("pay-with");
  await at("provider");
  await open(asked);
  await at("continue");
  await payer.press("continue-button");
  await atPayPal(payer, BUYER.isRefusedOnce);
  await at("refused-once");
  await payer.press("pay-with");
  await atPayPal(payer, BUYER.pays);
  await at("paid");

  const declined = await service.ask(CENTS);
  await open(declined);
  await payer.press("pay-with");
  await atPayPal(payer, BUYER.isDeclined);
  await at("declined");

  const reviewed = await service.ask(CENTS);
  await open(reviewed);
  await payer.press("pay-with");
  await atPayPal(payer, BUYER.isReviewed);
  await at("processing");
  await payer.press("processing-refresh-off");
  await at("processing-still");

  await open(await service.ask(CENTS));
  await payer.press("pay-cancel");
  await at("cancelled");
  await payer.open(new URL(`${tenant}/pay/unknown`, town.base_url).href, 404);
  await at("unknown");
  await payer.open(new URL("/nowhere", town.base_url).href, 404);
  await at("unknown-tenant");
}
