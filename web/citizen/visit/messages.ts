export const zh = {
  visit: { title: '我的预约' },
};

export const en: typeof zh = {
  visit: { title: 'My appointment' },
};
