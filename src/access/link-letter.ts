import { fill, sayTime, type Caller, type Role } from '../kernel/index.js';

const words = {
  id: {
    roles: { administrator: 'administrator', manager: 'manajer', operator: 'operator', viewer: 'peninjau' }, invitation: 'Undangan ke {koperasi} di Serentak', reset: 'Kata sandi baru untuk Serentak',
    invited: '{nama} mengundang Anda ke {koperasi} sebagai {peran}.', renew: '{nama} dari {koperasi} memberi Anda tautan untuk membuat kata sandi baru.', open: 'Buka: {tautan}', end: 'Tautan ini berlaku sekali, sampai {sampai}. Jangan teruskan kepada siapa pun. Bila Anda tidak mengenal pengirimnya, abaikan surat ini.',
  },
  en: {
    roles: { administrator: 'administrator', manager: 'manager', operator: 'operator', viewer: 'viewer' }, invitation: 'Invitation to {koperasi} in Serentak', reset: 'A new password for Serentak',
    invited: '{nama} invites you to {koperasi} as {peran}.', renew: '{nama} of {koperasi} gives you a link to a new password.', open: 'Open: {tautan}', end: 'This link works once, until {sampai}. Pass it on to nobody. If you do not know the sender, ignore this letter.',
  },
} as const;

/** The letter that carries a link, in the language of whoever sends it: its reader has none yet. */
export function letterOf(of: { readonly role: Role | null; readonly cooperative: string; readonly expires_at: Date }, link: string, by: Pick<Caller, 'name' | 'language' | 'timezone'>): { subject: string; text: string } {
  const say = words[by.language], given = { koperasi: of.cooperative, nama: by.name, peran: of.role ? say.roles[of.role] : '', tautan: link, sampai: sayTime(of.expires_at, by, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }) };
  return { subject: fill(of.role ? say.invitation : say.reset, given).replace(/\s+/g, ' '), text: [fill(of.role ? say.invited : say.renew, given), fill(say.open, given), fill(say.end, given)].join('\n\n') };
}
