"""Excel in and out (clause 2, 导入 and 导出): exports, and imports that are planned before they are applied."""
