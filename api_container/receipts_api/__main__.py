from receipts_api.main import main

main()
