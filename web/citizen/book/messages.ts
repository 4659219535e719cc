export const zh = { book: { title: '预约到大厅办理' } };
export const en: typeof zh = { book: { title: 'Book an appointment' } };
