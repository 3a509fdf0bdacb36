/** What passwords are made of most often, in Indonesian and English; longest first, so that the whole word is found before its half. */
export const commonWords: readonly string[] = `
administrator alhamdulillah assalamualaikum bismillah indonesia merdeka jakarta bandung surabaya semarang yogyakarta jogja bali sandi katasandi rahasia password passwort passw0rd pass admin root user guest login masuk
koperasi koperasiku unitusaha toko tokoku jualan dagang serentak selamat datang welcome pagi malam sayang sayangku sayangkamu cinta cintaku akucintakamu akusayangkamu iloveyou ilove you love kamu aku anakku keluarga
ibu bapak mama papa bunda ayah istri suami gratis semangat sukses bahagia doraemon naruto pokemon superman batman spiderman starwars football baseball basketball sepakbola persib persija arema garuda pancasila
qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm abcdef abcd abc secret letmein monkey dragon master shadow sunshine princess flower hello freedom whatever trustno computer internet google facebook whatsapp
januari februari maret april mei juni juli agustus september oktober november desember senin selasa rabu kamis jumat sabtu minggu muhammad ahmad siti budi agus dewi changeme default test testing coba
`.trim().split(/\s+/).sort((one, other) => other.length - one.length);
