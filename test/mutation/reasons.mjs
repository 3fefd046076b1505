export const REASONS = [];
