/** Money is whole minor units as bigint; rupiah have no minor unit in use, so one unit is Rp 1. */
export const rupiah = (amount: bigint, locale: 'id' | 'en' = 'id'): string => `Rp ${amount.toLocaleString(locale === 'id' ? 'id-ID' : 'en-US')}`;
