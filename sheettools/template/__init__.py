"""What a workbook is: findings, text, kinds, rules, the template language."""
