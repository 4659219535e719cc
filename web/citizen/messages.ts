export const zh = {
  title: '出入境办证预约',
};

export const en: typeof zh = {
  title: 'Entry-exit appointments',
};
