"""Parts that the screens share. They show what they are given and know neither store nor script."""
