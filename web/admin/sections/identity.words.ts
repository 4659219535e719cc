// Words of a person's document, and what becomes of bookings.
export const zh = {
  id_type: '证件类型',
  id_types: { resident: '居民身份证', passport: '护照', hk_macao_permit: '港澳居民来往内地通行证', taiwan_permit: '台湾居民来往大陆通行证', foreign_permit: '外国人永久居留身份证' },
  number: '证件号码', no_number: '请填写证件号码', wrong_number: '证件号码有误，请对照证件核对',
  status: {
    booked: '已预约', checked_in: '已取号', done: '已办完', cancelled: '已取消', late_cancelled: '临近取消', no_show: '没有到场', left: '离开队列',
    displaced: '因停办受影响', excused: '没有到场，不计',
    held: '占着号', expired: '占号过期', released: '放弃占号', rescheduled: '已改时间',
  },
};

export const en: typeof zh = {
  id_type: 'Document',
  id_types: { resident: 'Identity card', passport: 'Passport', hk_macao_permit: 'Permit for residents of Hong Kong and Macao', taiwan_permit: 'Permit for residents of Taiwan', foreign_permit: 'Card for permanent residence' },
  number: 'Number', no_number: 'Enter the number', wrong_number: 'This is no such number; please compare it with the document',
  status: {
    booked: 'Booked', checked_in: 'Checked in', done: 'Done', cancelled: 'Cancelled', late_cancelled: 'Cancelled late', no_show: 'Did not come', left: 'Left',
    displaced: 'Displaced', excused: 'Did not come, excused',
    held: 'Held', expired: 'Hold expired', released: 'Given up', rescheduled: 'Moved',
  },
};
