"""Every way in and out of the hall: screens, commands, exports.

Uses the public names of queue_store and prompts only.
"""
