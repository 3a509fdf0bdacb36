/**
 * The closed list of what a person may have to mend, with its words. An adapter names a cause by its key, never by a vendor's word;
 * the vendor's own code and message travel beside it in `Issue.rawCode` and `Issue.rawMessage`.
 *
 * `severity`: blocks = not on sale; sells = on sale with a defect; stops = the whole shop stands still;
 *   waits = solves itself, never shown as a failure; decide = a person must choose; informs = nothing is wrong yet, told ahead.
 * `owner`: who can mend it. `{toko}` and the like are filled from the shop and from `Issue.params`; both languages hold the same ones.
 * A cause's `code` is for ever: new causes are appended, none is renumbered.
 */
export interface CauseWords {
  readonly title: string;
  readonly sentence: string;
  readonly button: string;
}
export interface CauseEntry {
  readonly code: string;
  readonly severity: 'blocks' | 'sells' | 'stops' | 'waits' | 'decide' | 'informs';
  readonly owner: 'data' | 'connection' | 'marketplace' | 'us';
  readonly id: CauseWords;
  readonly en: CauseWords;
}

const entries = {
  'weight-missing': {
    code: 'SRT-SYN-001', severity: 'blocks', owner: 'data',
    id: { title: 'Berat belum diisi', sentence: '{toko} menghitung ongkos kirim dari berat, jadi produk tanpa berat belum bisa tayang. Isi berat paket siap kirim.', button: 'Isi berat' },
    en: { title: 'Weight missing', sentence: '{toko} works out shipping from the weight, so products without one cannot go live yet. Enter the packed weight.', button: 'Enter weight' },
  },
  'package-size-missing': {
    code: 'SRT-SYN-002', severity: 'blocks', owner: 'data',
    id: { title: 'Ukuran paket belum diisi', sentence: '{toko} meminta panjang, lebar, dan tinggi paket untuk kategori ini.', button: 'Isi ukuran' },
    en: { title: 'Package size missing', sentence: '{toko} asks for the package\'s length, width and height in this category.', button: 'Enter size' },
  },
  'title-too-long': {
    code: 'SRT-SYN-003', severity: 'blocks', owner: 'data',
    id: { title: 'Judul terlalu panjang', sentence: 'Judul {n} huruf, di {toko} paling banyak {batas}. Anda bisa memendekkannya hanya untuk toko ini.', button: 'Pendekkan judul' },
    en: { title: 'Title too long', sentence: 'The title has {n} characters, {toko} takes at most {batas}. You can shorten it for this shop only.', button: 'Shorten title' },
  },
  'title-too-short': {
    code: 'SRT-SYN-004', severity: 'blocks', owner: 'data',
    id: { title: 'Judul terlalu pendek', sentence: 'Judul {n} huruf, di {toko} paling sedikit {batas}. Tambahkan bahan, isi, atau asal.', button: 'Tambah judul' },
    en: { title: 'Title too short', sentence: 'The title has {n} characters, {toko} needs at least {batas}. Add material, content or origin.', button: 'Extend title' },
  },
  'forbidden-word': {
    code: 'SRT-SYN-005', severity: 'blocks', owner: 'data',
    id: { title: 'Ada kata terlarang', sentence: 'Kata “{kata}” tidak boleh dipakai di {toko}. Ganti atau hapus kata itu.', button: 'Ubah teks' },
    en: { title: 'Forbidden word', sentence: 'The word “{kata}” is not allowed on {toko}. Replace or remove it.', button: 'Edit text' },
  },
  'contact-in-text': {
    code: 'SRT-SYN-006', severity: 'blocks', owner: 'data',
    id: { title: 'Ada kontak di deskripsi', sentence: 'Ada nomor telepon atau tautan di deskripsi. {toko} tidak mengizinkannya.', button: 'Ubah deskripsi' },
    en: { title: 'Contact in the text', sentence: 'The description holds a phone number or link. {toko} does not allow that.', button: 'Edit description' },
  },
  'description-too-short': {
    code: 'SRT-SYN-007', severity: 'blocks', owner: 'data',
    id: { title: 'Deskripsi terlalu pendek', sentence: 'Deskripsi {n} huruf, {toko} meminta paling sedikit {batas}.', button: 'Tambah deskripsi' },
    en: { title: 'Description too short', sentence: 'The description has {n} characters, {toko} asks for at least {batas}.', button: 'Extend description' },
  },
  'category-not-mapped': {
    code: 'SRT-SYN-008', severity: 'blocks', owner: 'data',
    id: { title: 'Kategori belum dipetakan', sentence: '{toko} belum tahu tempat “{kategori}”. Pilih sekali, semua produk di dalamnya ikut.', button: 'Pilih kategori' },
    en: { title: 'Category not mapped', sentence: '{toko} does not know where “{kategori}” belongs. Choose once; all its products follow.', button: 'Choose category' },
  },
  'category-gone': {
    code: 'SRT-SYN-009', severity: 'blocks', owner: 'data',
    id: { title: 'Kategori sudah ditutup', sentence: '{toko} menutup kategori yang dipakai. Pilih penggantinya.', button: 'Pilih pengganti' },
    en: { title: 'Category gone', sentence: '{toko} closed the category in use. Choose its successor.', button: 'Choose successor' },
  },
  'category-restricted': {
    code: 'SRT-SYN-010', severity: 'blocks', owner: 'data',
    id: { title: 'Kategori perlu izin', sentence: 'Kategori ini perlu izin dari {toko} lebih dulu. Ajukan di pusat penjual, lalu coba lagi.', button: 'Buka pusat penjual' },
    en: { title: 'Category restricted', sentence: 'This category needs {toko}\'s permission first. Apply in the seller centre, then try again.', button: 'Open seller centre' },
  },
  'required-attribute': {
    code: 'SRT-SYN-011', severity: 'blocks', owner: 'data',
    id: { title: 'Keterangan wajib kosong', sentence: '{toko} meminta “{atribut}” untuk kategori ini. Isi sekali untuk semua, atau satu per satu.', button: 'Isi keterangan' },
    en: { title: 'Required detail missing', sentence: '{toko} asks for “{atribut}” in this category. Fill it once for all, or one by one.', button: 'Fill in detail' },
  },
  'invalid-attribute': {
    code: 'SRT-SYN-012', severity: 'blocks', owner: 'data',
    id: { title: 'Pilihan sudah tidak ada', sentence: 'Pilihan “{nilai}” untuk “{atribut}” sudah tidak ada di {toko}. Pilih yang lain.', button: 'Pilih ulang' },
    en: { title: 'Choice no longer exists', sentence: '“{nilai}” is no longer a choice for “{atribut}” on {toko}. Pick another.', button: 'Choose again' },
  },
  'brand-not-approved': {
    code: 'SRT-SYN-013', severity: 'blocks', owner: 'data',
    id: { title: 'Merek belum terdaftar', sentence: 'Merek “{merek}” belum terdaftar di {toko}. Pilih “Tanpa merek”, atau daftarkan dulu.', button: 'Atur merek' },
    en: { title: 'Brand not approved', sentence: 'The brand “{merek}” is not registered on {toko}. Choose “No brand”, or register it first.', button: 'Set brand' },
  },
  'photo-missing': {
    code: 'SRT-SYN-014', severity: 'blocks', owner: 'data',
    id: { title: 'Foto belum ada', sentence: '{toko} tidak menayangkan produk tanpa foto. Satu foto sudah cukup.', button: 'Tambah foto' },
    en: { title: 'Photo missing', sentence: '{toko} shows no product without a photo. One is enough.', button: 'Add photo' },
  },
  'photo-too-small': {
    code: 'SRT-SYN-015', severity: 'blocks', owner: 'data',
    id: { title: 'Foto terlalu kecil', sentence: 'Foto utama {lebar} × {tinggi}, di {toko} paling kecil {batas} × {batas}. Ambil ulang dari dekat, jangan diperbesar.', button: 'Ganti foto' },
    en: { title: 'Photo too small', sentence: 'The main photo is {lebar} × {tinggi}, {toko} needs {batas} × {batas}. Take it again from closer; do not enlarge it.', button: 'Replace photo' },
  },
  'photo-unreadable': {
    code: 'SRT-SYN-016', severity: 'blocks', owner: 'data',
    id: { title: 'Foto tidak terbaca', sentence: 'Foto tidak bisa dibuka {toko}. Simpan ulang sebagai JPG.', button: 'Ganti foto' },
    en: { title: 'Photo unreadable', sentence: '{toko} cannot open the photo. Save it again as JPG.', button: 'Replace photo' },
  },
  'photo-not-reachable': {
    code: 'SRT-SYN-017', severity: 'blocks', owner: 'us',
    id: { title: 'Foto tidak terjangkau', sentence: 'Web koperasi tidak bisa mengambil foto dari Serentak. Administrator perlu mengisi alamat luar server.', button: 'Lihat caranya' },
    en: { title: 'Photo not reachable', sentence: 'The web shop cannot fetch photos from Serentak. An administrator must set the server\'s public address.', button: 'See how' },
  },
  'price-spread': {
    code: 'SRT-SYN-018', severity: 'blocks', owner: 'data',
    id: { title: 'Jarak harga terlalu lebar', sentence: 'Varian termahal {x} kali yang termurah; batas {toko} {batas} kali. Pisahkan kemasan besar menjadi produk sendiri, atau sesuaikan harga.', button: 'Atur harga' },
    en: { title: 'Price spread too wide', sentence: 'The dearest variant costs {x} times the cheapest; {toko}\'s limit is {batas}. Make the large pack a product of its own, or adjust prices.', button: 'Adjust prices' },
  },
  'price-out-of-range': {
    code: 'SRT-SYN-019', severity: 'blocks', owner: 'data',
    id: { title: 'Harga di luar batas', sentence: 'Harga {harga} di luar batas {toko}: {min} sampai {maks}.', button: 'Ubah harga' },
    en: { title: 'Price out of range', sentence: 'The price {harga} is outside {toko}\'s range: {min} to {maks}.', button: 'Change price' },
  },
  'price-locked-by-promotion': {
    code: 'SRT-SYN-020', severity: 'waits', owner: 'marketplace',
    id: { title: 'Harga dikunci promosi', sentence: 'Harga dikunci promosi {toko} sampai {waktu}. Harga baru dikirim sendiri sesudahnya.', button: 'Lihat promosi' },
    en: { title: 'Price locked by promotion', sentence: '{toko}\'s promotion locks the price until {waktu}. The new price goes out by itself then.', button: 'See promotion' },
  },
  'stock-locked-by-promotion': {
    code: 'SRT-SYN-021', severity: 'waits', owner: 'marketplace',
    id: { title: 'Stok dikunci promosi', sentence: '{toko} menahan {n} barang untuk promosi sampai {waktu}. Stok disamakan sendiri sesudahnya.', button: 'Lihat promosi' },
    en: { title: 'Stock locked by promotion', sentence: '{toko} holds {n} pieces for a promotion until {waktu}. Stock is made equal by itself then.', button: 'See promotion' },
  },
  'sold-what-was-not-there': {
    code: 'SRT-SYN-022', severity: 'decide', owner: 'data',
    id: { title: 'Terjual melebihi stok', sentence: '{produk} tinggal {ada}, terjual {dipesan}. Pilih siapa yang dikirimi sebelum {waktu}.', button: 'Putuskan' },
    en: { title: 'Sold what was not there', sentence: '{ada} of {produk} left, {dipesan} sold. Choose who is served before {waktu}.', button: 'Decide' },
  },
  'duplicate-sku': {
    code: 'SRT-SYN-023', severity: 'blocks', owner: 'data',
    id: { title: 'SKU sudah dipakai', sentence: 'SKU {sku} sudah dipakai produk lain di {toko}. Bila barangnya sama, hubungkan saja.', button: 'Hubungkan atau ubah' },
    en: { title: 'SKU already in use', sentence: 'Another product on {toko} already uses SKU {sku}. If it is the same item, just link it.', button: 'Link or change' },
  },
  'possible-duplicate-listing': {
    code: 'SRT-SYN-024', severity: 'blocks', owner: 'data',
    id: { title: 'Mungkin sudah tayang', sentence: '{toko} mungkin sudah punya tayangan ini. Kami cek dulu supaya tidak terbit dua kali.', button: 'Lihat yang mirip' },
    en: { title: 'Possibly listed already', sentence: '{toko} may already have this listing. We look first, so that it is not published twice.', button: 'See similar' },
  },
  'unknown-order-line': {
    code: 'SRT-SYN-025', severity: 'decide', owner: 'data',
    id: { title: 'Barang pesanan belum dikenal', sentence: 'SKU {sku} di pesanan {nomor} belum dikenal. Tunjukkan produknya sekali.', button: 'Cocokkan barang' },
    en: { title: 'Unknown order line', sentence: 'SKU {sku} in order {nomor} is not known yet. Point to its product once.', button: 'Match item' },
  },
  'too-many-variants': {
    code: 'SRT-SYN-026', severity: 'blocks', owner: 'data',
    id: { title: 'Varian terlalu banyak', sentence: '{produk} punya {n} varian, {toko} paling banyak {batas}. Bagi menjadi dua produk.', button: 'Bagi produk' },
    en: { title: 'Too many variants', sentence: '{produk} has {n} variants, {toko} takes {batas}. Split it into two products.', button: 'Split product' },
  },
  'token-expired': {
    code: 'SRT-SYN-027', severity: 'stops', owner: 'connection',
    id: { title: 'Perlu masuk lagi', sentence: 'Izin dari {toko} berakhir pukul {waktu}. Masuk satu kali; yang menunggu terkirim sendiri sesudahnya.', button: 'Masuk ke {toko}' },
    en: { title: 'Sign in again', sentence: '{toko}\'s permission ended at {waktu}. Sign in once; what waits goes out by itself.', button: 'Sign in to {toko}' },
  },
  'access-revoked': {
    code: 'SRT-SYN-028', severity: 'stops', owner: 'connection',
    id: { title: 'Izin dicabut', sentence: 'Izin Serentak dicabut di pusat penjual {toko}. Sambungkan lagi bila memang masih dipakai.', button: 'Sambungkan lagi' },
    en: { title: 'Access withdrawn', sentence: 'Serentak\'s access was withdrawn in {toko}\'s seller centre. Connect again if you still use it.', button: 'Connect again' },
  },
  'permission-missing': {
    code: 'SRT-SYN-029', severity: 'stops', owner: 'connection',
    id: { title: 'Izin belum diberikan', sentence: '{toko} belum memberi Serentak izin “{izin}”. Centang izin itu saat masuk lagi.', button: 'Masuk ke {toko}' },
    en: { title: 'Permission missing', sentence: '{toko} has not given Serentak the “{izin}” permission. Tick it when you sign in again.', button: 'Sign in to {toko}' },
  },
  'server-not-allowed': {
    code: 'SRT-SYN-030', severity: 'stops', owner: 'connection',
    id: { title: 'Server belum terdaftar', sentence: '{toko} hanya menerima server yang terdaftar. Administrator perlu mendaftarkan alamat {ip}.', button: 'Salin alamat' },
    en: { title: 'Server not allowed', sentence: '{toko} accepts registered servers only. An administrator must register {ip}.', button: 'Copy address' },
  },
  'quota-for-today': {
    code: 'SRT-SYN-031', severity: 'waits', owner: 'marketplace',
    id: { title: 'Jatah hari ini habis', sentence: 'Jatah panggilan {toko} hari ini habis. Kami lanjutkan pukul {waktu}; stok dan pesanan didahulukan.', button: 'Lihat jatah' },
    en: { title: 'Today\'s allowance used up', sentence: 'Today\'s call allowance of {toko} is used up. We go on at {waktu}; stock and orders first.', button: 'See allowance' },
  },
  'listing-limit': {
    code: 'SRT-SYN-032', severity: 'blocks', owner: 'marketplace',
    id: { title: 'Batas jumlah produk', sentence: '{toko} membatasi {batas} produk untuk toko ini. Tarik yang tidak laku, atau minta tambahan.', button: 'Pilih yang ditarik' },
    en: { title: 'Listing limit reached', sentence: '{toko} limits this shop to {batas} products. Withdraw what does not sell, or ask for more.', button: 'Choose what to withdraw' },
  },
  'new-seller-limit': {
    code: 'SRT-SYN-033', severity: 'waits', owner: 'marketplace',
    id: { title: 'Batas toko baru', sentence: 'Toko baru di {toko} boleh menambah {batas} produk sehari. Sisanya {n} terbit besok.', button: 'Atur urutan' },
    en: { title: 'New seller limit', sentence: 'A new shop on {toko} may add {batas} products a day. The other {n} go live tomorrow.', button: 'Set order' },
  },
  'shop-on-holiday': {
    code: 'SRT-SYN-034', severity: 'waits', owner: 'marketplace',
    id: { title: 'Toko sedang libur', sentence: '{toko} sedang mode libur. Perubahan kami simpan dan kirim saat toko dibuka lagi.', button: 'Buka pusat penjual' },
    en: { title: 'Shop on holiday', sentence: '{toko} is in holiday mode. We keep the changes and send them when it opens again.', button: 'Open seller centre' },
  },
  'under-review': {
    code: 'SRT-SYN-035', severity: 'waits', owner: 'marketplace',
    id: { title: 'Sedang diperiksa', sentence: '{toko} sedang memeriksa, biasanya {lama}. Kami tanya lagi pukul {waktu}.', button: 'Lihat yang diperiksa' },
    en: { title: 'Under review', sentence: '{toko} is reviewing, usually {lama}. We ask again at {waktu}.', button: 'See what is reviewed' },
  },
  'rejected-by-review': {
    code: 'SRT-SYN-036', severity: 'blocks', owner: 'data',
    id: { title: 'Belum lolos pemeriksaan', sentence: '{toko} belum menerima setelah diperiksa: “{alasan}”. Perbaiki lalu kirim lagi.', button: 'Perbaiki' },
    en: { title: 'Rejected by review', sentence: '{toko} did not accept it after review: “{alasan}”. Mend it and send again.', button: 'Mend' },
  },
  'banned': {
    code: 'SRT-SYN-037', severity: 'blocks', owner: 'marketplace',
    id: { title: 'Tayangan dihentikan', sentence: '{toko} menghentikan tayangan ini: “{alasan}”. Kami tidak mengirim ulang sendiri.', button: 'Lihat alasan' },
    en: { title: 'Listing banned', sentence: '{toko} stopped this listing: “{alasan}”. We do not send it again by ourselves.', button: 'See reason' },
  },
  'shop-under-penalty': {
    code: 'SRT-SYN-038', severity: 'stops', owner: 'marketplace',
    id: { title: 'Toko kena pembatasan', sentence: '{toko} membatasi toko ini karena poin pelanggaran. Lihat rinciannya di pusat penjual.', button: 'Buka pusat penjual' },
    en: { title: 'Shop under penalty', sentence: '{toko} restricts this shop because of penalty points. See the seller centre.', button: 'Open seller centre' },
  },
  'shipping-channel-missing': {
    code: 'SRT-SYN-039', severity: 'blocks', owner: 'data',
    id: { title: 'Jasa kirim belum ada', sentence: 'Belum ada jasa kirim yang aktif untuk berat {berat}. Nyalakan satu di {toko}.', button: 'Lihat jasa kirim' },
    en: { title: 'Shipping service missing', sentence: 'No shipping service is active for {berat}. Switch one on at {toko}.', button: 'See services' },
  },
  'permit-number-missing': {
    code: 'SRT-SYN-040', severity: 'blocks', owner: 'data',
    id: { title: 'Nomor izin belum ada', sentence: '{toko} meminta nomor {izin} (P-IRT, BPOM, halal) untuk makanan. Isi bila ada.', button: 'Isi nomor izin' },
    en: { title: 'Permit number missing', sentence: '{toko} asks for the {izin} number for food. Enter it if there is one.', button: 'Enter number' },
  },
  'deleted-there': {
    code: 'SRT-SYN-041', severity: 'decide', owner: 'data',
    id: { title: 'Dihapus di sana', sentence: '{produk} dihapus di {toko}. Kami tidak membuatnya lagi tanpa persetujuan.', button: 'Terbitkan lagi' },
    en: { title: 'Deleted there', sentence: '{produk} was deleted on {toko}. We do not recreate it without your word.', button: 'Publish again' },
  },
  'changed-there': {
    code: 'SRT-SYN-042', severity: 'sells', owner: 'data',
    id: { title: 'Diubah di sana', sentence: 'Harga di {toko} diubah menjadi {harga}. Pakai yang di sini atau yang di sana?', button: 'Pilih harga' },
    en: { title: 'Changed there', sentence: 'The price on {toko} was changed to {harga}. Keep ours or theirs?', button: 'Choose price' },
  },
  'marketplace-slow': {
    code: 'SRT-SYN-043', severity: 'waits', owner: 'marketplace',
    id: { title: 'Marketplace lambat', sentence: '{toko} lambat menjawab. Mencoba lagi pukul {waktu}, percobaan {n} dari {batas}.', button: 'Coba sekarang' },
    en: { title: 'Marketplace slow', sentence: '{toko} answers slowly. Next try at {waktu}, {n} of {batas}.', button: 'Try now' },
  },
  'marketplace-down': {
    code: 'SRT-SYN-044', severity: 'stops', owner: 'marketplace',
    id: { title: 'Marketplace tidak terjangkau', sentence: '{toko} tidak bisa dihubungi sejak {waktu}. Semua perubahan tersimpan dan dikirim begitu pulih.', button: 'Lihat yang menunggu' },
    en: { title: 'Marketplace unreachable', sentence: '{toko} has been unreachable since {waktu}. All changes are kept and go out when it is back.', button: 'See what waits' },
  },
  'too-many-in-a-row': {
    code: 'SRT-SYN-045', severity: 'stops', owner: 'us',
    id: { title: 'Dijeda karena gagal beruntun', sentence: 'Dijeda: {n} kali gagal berturut-turut. Perbaiki sebab teratas, lalu lanjutkan.', button: 'Lanjutkan' },
    en: { title: 'Paused after failures', sentence: 'Paused: failed {n} times in a row. Mend the top cause, then resume.', button: 'Resume' },
  },
  'api-changed': {
    code: 'SRT-SYN-046', severity: 'blocks', owner: 'marketplace',
    id: { title: 'Jawaban tidak biasa', sentence: 'Jawaban {toko} tidak seperti biasanya. Kami berhenti dulu dan menyimpan buktinya untuk pengembang.', button: 'Unduh bukti' },
    en: { title: 'Unusual answer', sentence: '{toko}\'s answer looks unlike any before. We stopped and kept the evidence for the developers.', button: 'Download evidence' },
  },
  'unknown': {
    code: 'SRT-SYN-047', severity: 'blocks', owner: 'marketplace',
    id: { title: 'Kode belum dikenal', sentence: '{toko} menjawab dengan kode yang belum kami kenal: {kode}. Pesan aslinya di bawah.', button: 'Coba lagi' },
    en: { title: 'Code not known yet', sentence: '{toko} answered with a code we do not know yet: {kode}. Its own message is below.', button: 'Try again' },
  },
  'our-fault': {
    code: 'SRT-SYN-048', severity: 'blocks', owner: 'us',
    id: { title: 'Gangguan di Serentak', sentence: 'Ada yang rusak di Serentak, bukan di toko Anda. Data aman. Sebutkan {kode} kepada administrator.', button: 'Salin kode' },
    en: { title: 'Trouble in Serentak', sentence: 'Something broke in Serentak, not in your shop. Data are safe. Tell your administrator {kode}.', button: 'Copy code' },
  },
  'description-too-long': {
    code: 'SRT-SYN-049', severity: 'blocks', owner: 'data',
    id: { title: 'Deskripsi terlalu panjang', sentence: 'Deskripsi {n} huruf, {toko} paling banyak {batas}. Pendekkan sedikit.', button: 'Pendekkan deskripsi' },
    en: { title: 'Description too long', sentence: 'The description has {n} characters, {toko} takes at most {batas}. Shorten it a little.', button: 'Shorten description' },
  },
  'too-many-photos': {
    code: 'SRT-SYN-050', severity: 'blocks', owner: 'data',
    id: { title: 'Foto terlalu banyak', sentence: '{toko} menerima paling banyak {batas} foto, produk ini punya {n}. Hapus yang tidak perlu.', button: 'Atur foto' },
    en: { title: 'Too many photos', sentence: '{toko} takes at most {batas} photos, this product has {n}. Remove what is not needed.', button: 'Arrange photos' },
  },
  'package-too-heavy': {
    code: 'SRT-SYN-051', severity: 'blocks', owner: 'data',
    id: { title: 'Paket terlalu berat', sentence: 'Berat {berat} melebihi batas {toko}: {batas}. Bagi menjadi paket yang lebih ringan.', button: 'Ubah berat' },
    en: { title: 'Package too heavy', sentence: 'The weight {berat} is over {toko}\'s limit of {batas}. Split it into lighter packs.', button: 'Change weight' },
  },
  'too-many-options': {
    code: 'SRT-SYN-052', severity: 'blocks', owner: 'data',
    id: { title: 'Jenis pilihan terlalu banyak', sentence: 'Produk ini memakai {n} jenis pilihan, {toko} paling banyak {batas}. Gabungkan pilihan atau bagi produknya.', button: 'Atur varian' },
    en: { title: 'Too many option axes', sentence: 'This product uses {n} kinds of choice, {toko} takes {batas}. Merge choices or split the product.', button: 'Arrange variants' },
  },
  'option-text-too-long': {
    code: 'SRT-SYN-053', severity: 'blocks', owner: 'data',
    id: { title: 'Nama pilihan terlalu panjang', sentence: 'Pilihan “{nilai}” di {toko} paling banyak {batas} huruf. Pendekkan namanya.', button: 'Ubah varian' },
    en: { title: 'Option text too long', sentence: 'The choice “{nilai}” may have at most {batas} characters on {toko}. Shorten its name.', button: 'Edit variants' },
  },
  'sku-not-accepted': {
    code: 'SRT-SYN-054', severity: 'blocks', owner: 'data',
    id: { title: 'SKU belum sesuai', sentence: 'SKU {sku} tidak sesuai aturan {toko}: {batas}. Ubah SKU sebelum terbit pertama.', button: 'Ubah SKU' },
    en: { title: 'SKU not accepted', sentence: 'SKU {sku} does not fit {toko}\'s rule: {batas}. Change it before the first publish.', button: 'Change SKU' },
  },
  'stock-out-of-range': {
    code: 'SRT-SYN-055', severity: 'blocks', owner: 'data',
    id: { title: 'Stok di luar batas', sentence: 'Stok {n} di luar batas {toko}: {min} sampai {maks}. Atur aturan stok toko ini.', button: 'Atur stok' },
    en: { title: 'Stock out of range', sentence: 'Stock {n} is outside {toko}\'s range: {min} to {maks}. Adjust this shop\'s stock rule.', button: 'Adjust stock' },
  },
  'count-is-wrong': {
    code: 'SRT-SYN-056', severity: 'blocks', owner: 'data',
    id: { title: 'Catatan stok keliru', sentence: '{produk} terkirim lebih banyak daripada catatan gudang. Hitung ulang barangnya.', button: 'Hitung stok' },
    en: { title: 'Stock record is wrong', sentence: 'More of {produk} was shipped than the records hold. Count the goods again.', button: 'Count stock' },
  },
  'order-unreadable': {
    code: 'SRT-SYN-057', severity: 'blocks', owner: 'data',
    id: { title: 'Pesanan tidak terbaca', sentence: 'Pesanan {nomor} dari {toko} belum bisa dibaca. Isi aslinya tersimpan.', button: 'Lihat isinya' },
    en: { title: 'Order unreadable', sentence: 'Order {nomor} from {toko} could not be read. Its original is kept.', button: 'See the original' },
  },
  'field-cleared-there': {
    code: 'SRT-SYN-058', severity: 'sells', owner: 'data',
    id: { title: 'Ada isian yang dihapus', sentence: '{toko} menerima produk, tetapi menghapus {atribut}: “{alasan}”.', button: 'Ubah isian' },
    en: { title: 'A field was cleared', sentence: '{toko} took the product but cleared {atribut}: “{alasan}”.', button: 'Edit the field' },
  },
  'consent-ends-soon': {
    code: 'SRT-SYN-059', severity: 'informs', owner: 'connection',
    id: { title: 'Izin segera berakhir', sentence: 'Izin dari {toko} berakhir {tanggal}. Masuk lagi sebelum itu, supaya tidak ada yang terhenti.', button: 'Masuk ke {toko}' },
    en: { title: 'Permission ends soon', sentence: '{toko}\'s permission ends on {tanggal}. Sign in again before then, so that nothing stops.', button: 'Sign in to {toko}' },
  },
  'price-returns-to-review': {
    code: 'SRT-SYN-060', severity: 'informs', owner: 'marketplace',
    id: { title: 'Harga ini diperiksa dulu', sentence: 'Harga baru {sku} membuat {toko} memeriksa tayangan ini lagi. Sampai selesai, tayangan bisa tidak dijual.', button: 'Lihat harga' },
    en: { title: 'This price is reviewed first', sentence: 'The new price of {sku} makes {toko} review this listing again. Until that is done it may be off sale.', button: 'See the price' },
  },
  'price-falls': {
    code: 'SRT-SYN-061', severity: 'decide', owner: 'data',
    id: { title: 'Harga turun separuh atau lebih', sentence: 'Harga {sku} di {toko} akan turun {turun} %, dari {dari} menjadi {ke}. Harga lama tetap berlaku sampai Anda menyetujuinya.', button: 'Setujui harga' },
    en: { title: 'Price falls by half or more', sentence: 'The price of {sku} in {toko} would fall by {turun} %, from {dari} to {ke}. The old price stays until you agree.', button: 'Agree to the price' },
  },
  'price-below-floor': {
    code: 'SRT-SYN-062', severity: 'decide', owner: 'data',
    id: { title: 'Sisa harga di bawah batas', sentence: 'Harga {sku} di {toko}, dari {dari} menjadi {ke}, hanya menyisakan {sisa}; batasnya {batas}. Harga ini dikirim setelah Anda menyetujuinya.', button: 'Setujui harga' },
    en: { title: 'What is left is below the floor', sentence: 'The price of {sku} in {toko}, from {dari} to {ke}, leaves only {sisa}; the floor is {batas}. It is sent once you agree.', button: 'Agree to the price' },
  },
} satisfies Readonly<Record<string, CauseEntry>>;

export type Cause = keyof typeof entries;
export const causes: Readonly<Record<Cause, CauseEntry>> = entries;
export const isCause = (name: string): name is Cause => Object.hasOwn(entries, name);
