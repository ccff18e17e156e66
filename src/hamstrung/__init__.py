"""What part do the hamstrings play in this person's low back pain?"""

__version__ = "0.1.0"
__all__ = ["__version__"]
