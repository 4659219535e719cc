export const zh = {
  title: '管理',
};

export const en: typeof zh = {
  title: 'Administrator',
};
