"""The page's routes, in the order in which they are matched."""

from receipts_api.page import decision_routes, entry, inbox_routes, month_routes, review_routes, shop_routes

ROUTERS = (
    entry.router,
    inbox_routes.router,
    inbox_routes.uploads,
    review_routes.router,
    decision_routes.router,
    shop_routes.router,
    month_routes.router,
)
