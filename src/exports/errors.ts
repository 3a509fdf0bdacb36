import { defineErrors } from '../kernel/index.js';

export const exportErrors = defineErrors({
  unknownFormat: { code: 'SRT-EXP-001', status: 404, id: { sentence: 'Daftar bisa diunduh sebagai CSV atau XLSX.', next: 'Pakai akhiran .csv atau .xlsx.' }, en: { sentence: 'A list can be downloaded as CSV or XLSX.', next: 'Use the ending .csv or .xlsx.' } },
  tooManyRows: { code: 'SRT-EXP-002', status: 422, id: { sentence: 'Satu lembar XLSX memuat paling banyak {batas} baris, daftar ini lebih panjang.', next: 'Persempit saringannya, atau unduh sebagai CSV.' }, en: { sentence: 'One XLSX sheet holds at most {batas} rows, this list is longer.', next: 'Narrow the filter, or download it as CSV.' } },
});
