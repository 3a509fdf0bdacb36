/** The categories a new practice shop begins with: a name, or a name with those below it. They are the shop's own and may be changed through the API. */
export type Branch = string | readonly [name: string, below: readonly Branch[]];

export const TREE: readonly Branch[] = [
  ['Dapur Koperasi', [
    ['Pojok Kopi', ['Kopi Giling', 'Kopi Biji Panggang', 'Kopi Seduh Praktis']],
    ['Teh dan Jamu', ['Daun Teh', 'Jamu dan Wedang']],
    ['Kudapan', ['Keripik Renyah', 'Kue Toples', 'Kacang dan Peyek', 'Manisan, Dodol, Wajik']],
    ['Penyedap', ['Aneka Sambal', 'Bumbu Racik', 'Kecap, Saus, Petis']],
    ['Pemanis Alam', ['Madu Hutan dan Ternak', 'Gula Nira']],
    ['Lauk Jadi', ['Abon, Dendeng, Serundeng', 'Lauk Simpan Beku']],
    ['Sembako', ['Beras Petani', 'Tepung-tepungan', 'Minyak Dapur', 'Kacang dan Biji Kering']],
  ]],
  ['Kebun dan Sawah', [
    ['Panen Segar', ['Buah Musim Ini', 'Sayur dan Umbi Segar']],
    ['Panen Kering', ['Rempah Utuh dan Bubuk']],
    ['Untuk Menanam', ['Benih dan Bibit', 'Pupuk, Kompos, Media']],
  ]],
  ['Sandang', [
    ['Rumah Batik', ['Kain Panjang dan Sarung', 'Kemeja Pria', 'Blus, Tunik, Gamis', 'Selendang dan Pasmina']],
    ['Pelengkap', ['Tas, Dompet, Pouch', 'Sandal dan Selop']],
  ]],
  ['Rumah', [
    ['Anyaman', ['Keranjang dan Tikar']],
    ['Perkakas Dapur', ['Alat Kayu dan Bambu', 'Gerabah dan Keramik Bakar']],
    ['Rawat Tubuh', ['Sabun Batang Alami', 'Minyak Pijat dan Atsiri']],
    ['Cendera Mata', ['Mainan dan Hiasan Kayu', 'Kado dan Hampers']],
  ]],
];
