export const zh = {
  title: '叫号屏',
};

export const en: typeof zh = {
  title: 'Display',
};
